import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { benchOf, breakHard, calm, DRIFT, kinds, states, T0 } from './kit.ts'

describe('silence', () => {
  it('makes a surface unknown within two intervals, with one notice', () => {
    const bench = benchOf()
    const last = calm(bench, T0, 5) - MINUTE
    let silentAt = 0
    for (let at = last; at < last + 10 * MINUTE && silentAt === 0; at += 10 * SECOND) {
      if (bench.tick(at).transitions.length > 0) silentAt = at
    }
    expect(silentAt - last).toBeGreaterThanOrEqual(2 * MINUTE)
    expect(silentAt - last).toBeLessThanOrEqual(2 * MINUTE + 20 * SECOND)
    expect(bench.transitions.at(-1)).toMatchObject({ from: 'operational', to: 'unknown' })
    for (let at = silentAt; at < silentAt + 5 * MINUTE; at += 10 * SECOND) bench.tick(at)
    expect(bench.notices).toHaveLength(1)
    expect(bench.notices[0]?.text).toMatch(/login has not reported for 2 min/)
  })

  it('ends with the next run', () => {
    const bench = benchOf()
    const last = calm(bench, T0, 5)
    for (let at = last; at < last + 5 * MINUTE; at += 10 * SECOND) bench.tick(at)
    bench.apply({ at: last + 5 * MINUTE })
    expect(bench.transitions.at(-1)?.to).toBe('operational')
    expect(bench.notices.map((notice) => notice.open)).toEqual([true, false])
  })

  it('needs a slot that was due: without one no time is too long', () => {
    const bench = benchOf()
    const last = calm(bench, T0, 5)
    for (let at = last; at < last + 3 * HOUR; at += 10 * SECOND) bench.tick(at, [])
    expect(states(bench)).toEqual(['login unknown>operational'])
    expect(bench.notices).toEqual([])
    bench.tick(last + 3 * HOUR, ['login'])
    expect(bench.transitions.at(-1)).toMatchObject({ from: 'operational', to: 'unknown' })
    expect(bench.notices).toMatchObject([{ open: true, failure: { detail: 'the disk is full' } }])
  })

  it('ends with any report, also one that measures nothing, and the surface stays unknown', () => {
    const bench = benchOf()
    const last = calm(bench, T0, 5)
    bench.tick(last + 2 * MINUTE, [])
    bench.tick(last + 5 * MINUTE, ['login'])
    bench.apply({ at: last + 6 * MINUTE, outcome: 'error', failure: DRIFT })
    expect(bench.notices.map(({ open, failure }) => [failure.class, open])).toEqual([
      ['interrupted', true],
      ['interrupted', false],
    ])
    expect(bench.transitions.at(-1)?.to).toBe('unknown')
  })

  it.each([HOUR, -HOUR])('is not reported after a clock jump of %i ms', (jump) => {
    const bench = benchOf()
    let at = T0
    for (let index = 0; index < 60; index += 1) {
      if (index % 6 === 0) bench.apply({ at })
      bench.tick(at)
      at += 10 * SECOND + (index === 30 ? jump : 0)
    }
    expect(states(bench)).toEqual(['login unknown>operational'])
    expect(bench.notices).toEqual([])
  })

  it('in an incident leaves it open', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    for (let at = down; at < down + 5 * MINUTE; at += 10 * SECOND) bench.tick(at)
    expect(bench.transitions.at(-1)?.to).toBe('unknown')
    expect(bench.changes.at(-1)?.incident.resolvedAt).toBeUndefined()
    bench.apply({ at: down + 6 * MINUTE, outcome: 'failed' })
    expect(bench.transitions.at(-1)).toMatchObject({ from: 'unknown', to: 'down' })
    expect(kinds(bench).filter((kind) => kind === 'opened')).toHaveLength(1)
  })
})
