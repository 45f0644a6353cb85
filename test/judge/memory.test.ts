import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import { createPolicy, emptyMemory, judge, memoryFor } from '../../src/judge/index.ts'
import { benchOf, breakHard, calm, probesOf, runOf, T0 } from './kit.ts'
import { readBack } from './read-back.ts'

describe('a restart', () => {
  it('opens no incident again: a memory from the store gives the same results', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    const stored = memoryFor({ name: 'sandbox', probes: probesOf(['login']) }, readBack(bench.memory))
    const again = benchOf({ memory: stored })
    breakHard(again, down + MINUTE)
    again.tick(down + 2 * MINUTE)
    expect(again.transitions).toEqual([])
    expect(again.changes).toEqual([])
  })

  it('keeps what was learned when a probe is added', () => {
    const bench = benchOf()
    calm(bench, T0, 60)
    const memory = memoryFor({ name: 'sandbox', probes: probesOf(['login', 'chat']) }, bench.memory)
    expect(memory.surfaces.login).toBe(bench.memory.surfaces.login)
    expect(memory.surfaces.chat).toBeDefined()
  })

  it('shares the parts that a run did not change', () => {
    const bench = benchOf({ surfaces: ['login', 'chat'] })
    calm(bench, T0, 3)
    const before = bench.memory
    bench.apply({ at: T0 + 4 * MINUTE, surface: 'login' })
    for (const part of ['target', 'incident', 'notices', 'pool', 'surfaces'] as const)
      expect(bench.memory[part]).toBe(before[part])
    expect(bench.memory.watches.chat).toBe(before.watches.chat)
    expect(bench.memory.streams.get('chat@local')).toBe(before.streams.get('chat@local'))
    expect(bench.memory.streams.get('login@local')).not.toBe(before.streams.get('login@local'))
  })
})

describe('memory', () => {
  it('does not grow with the history', () => {
    const bench = benchOf()
    let runs = 0
    const sizeAfter = (count: number) => {
      for (let index = 0; index < count; index += 1) {
        runs += 1
        bench.apply({
          at: T0 + runs * MINUTE,
          outcome: runs % 37 === 0 ? 'failed' : 'passed',
          steps: { a: 90 + (runs % 20) },
        })
      }
      return JSON.stringify(bench.memory).length
    }
    const early = sizeAfter(500)
    expect(sizeAfter(5_000)).toBeLessThan(early * 1.3)
  })

  it('is made of plain JSON, and of maps of it', () => {
    const empty = emptyMemory({ name: 'sandbox', probes: probesOf() })
    const memory = judge(empty, runOf({ at: T0 }), createPolicy(), T0).memory
    const { streams, paces, ...parts } = memory
    expect(JSON.parse(JSON.stringify(parts))).toEqual(parts)
    for (const map of [streams, paces]) {
      expect(map.size).toBe(1)
      expect(JSON.parse(JSON.stringify(map))).toEqual(Object.fromEntries(map))
    }
  })
})
