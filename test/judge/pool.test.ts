import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replayJudge } from '../../src/backtest/replay-judge.ts'
import { DAY, MINUTE, pooledRate, SECOND, type Transition } from '../../src/core/index.ts'
import { createPolicy, emptyMemory, whyState } from '../../src/judge/index.ts'
import { parseMemory } from '../../src/store/judgement/parse-memory.ts'
import { PROPERTY_RUNS_FACTOR, propertyRuns } from '../support/property-runs.ts'
import { type Bench, benchOf, probesOf, runOf, SURFACES, T0 } from './kit.ts'

/** Numbers in [0, 1) that are the same for the same seed (mulberry32, Tommy Ettinger, public domain). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Whether the run of a surface fails at a time. */
type Fails = (at: number, surface: string) => boolean

/** One-minute runs, spread over the minute or all in the same millisecond; stops where `until` says so. */
function play(
  bench: Bench,
  span: { from: number; minutes: number; surfaces?: readonly string[]; spread?: boolean },
  fails: Fails,
  until: () => boolean = () => false,
): number {
  const { from, minutes, surfaces = SURFACES, spread = true } = span
  for (let minute = 0; minute < minutes; minute += 1) {
    for (const [index, surface] of surfaces.entries()) {
      const at = from + minute * MINUTE + (spread ? (index * MINUTE) / surfaces.length : 0)
      bench.apply({ at, surface, outcome: fails(at, surface) ? 'failed' : 'passed' })
      if (until()) return at
    }
  }
  return from + minutes * MINUTE
}

const isOpen = (bench: Bench) => bench.changes.some(({ incident }) => incident.resolvedAt === undefined)
const pooled = (bench: Bench): readonly Transition[] => bench.transitions.filter(({ evidence }) => pooledRate(evidence))
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** Opens an incident on login, chat and api, which fail 40 % of their runs; console and cli are clean. */
function openTogether(surfaces = SURFACES): Bench {
  const failing = ['login', 'chat', 'api']
  for (let seed = 1; seed < 50; seed += 1) {
    const random = randomFrom(seed)
    const bench = benchOf({ surfaces })
    const from = play(bench, { from: T0, minutes: 240, surfaces }, () => false)
    const fails: Fails = (_at, surface) => failing.includes(surface) && random() < 0.4
    play(bench, { from, minutes: 30, surfaces }, fails, () => isOpen(bench))
    if (pooled(bench).length === 3) return bench
  }
  return expect.fail('no seed opens an incident on three surfaces')
}

describe('surfaces that fail a part of their runs', () => {
  it.each([true, false])(
    'are found within six minutes in the median where three fail two runs of five (spread over the minute: %s)',
    (spread) => {
      const surfaces = ['login', 'chat', 'api']
      const warm = benchOf({ surfaces })
      const background = randomFrom(7)
      const from = play(warm, { from: T0, minutes: 3 * 1_440, surfaces, spread }, () => background() < 0.003)
      const delays = Array.from({ length: 60 }, (_, seed) => {
        const random = randomFrom(1_000 + seed)
        const bench = benchOf({ surfaces, memory: warm.memory })
        return (
          play(
            bench,
            { from, minutes: 60, surfaces, spread },
            () => random() < 0.4,
            () => isOpen(bench),
          ) - from
        )
      })
      expect(median(delays)).toBeLessThanOrEqual(6 * MINUTE)
    },
  )

  it('open one incident as degraded, with how many of them fail and how often', () => {
    const bench = openTogether()
    const opening = pooled(bench)
    expect(opening.map(({ to }) => to)).toEqual(['degraded', 'degraded', 'degraded'])
    const [first] = opening
    expect(first?.evidence.reasons[0]).toMatch(/^3 of 5 surfaces fail about \d+ % of runs: \w+ \d+ of \d+, /)
    expect(pooledRate(first?.evidence ?? expect.fail('no evidence'))).toMatchObject({ surfaces: 3, of: 5 })
    const change = bench.changes.at(-1) ?? expect.fail('no incident')
    expect(change.incident.surfaces.map(({ surface }) => surface).toSorted()).toEqual(['api', 'chat', 'login'])
    expect(change.entries.filter(({ kind }) => kind === 'opened').map(({ text }) => text)).toEqual([
      expect.stringMatching(/^3 of 5 surfaces fail about \d+ % of runs/),
    ])
    expect(change.incident.impactAt).toBe(Math.min(...opening.map(({ since }) => since)))
  })

  it('are explained by the share of each', () => {
    const bench = openTogether()
    const now = bench.transitions.at(-1)?.at ?? 0
    const text = whyState(bench.memory, 'chat', createPolicy(), now).join('\n')
    expect(text).toMatch(/Evidence of the surfaces together \d+\.\d \((\w+ \d+\.\d(, )?){3}\), needed \d+\.\d/)
    expect(text).toMatch(/chat \d+ of \d+/)
  })

  it('never draw in a surface whose runs all passed', () => {
    const clean = ['console', 'cli']
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.1, max: 1, noNaN: true }), (seed, share) => {
        const random = randomFrom(seed)
        const bench = benchOf({ surfaces: SURFACES })
        play(bench, { from: T0, minutes: 120 }, (at, surface) => {
          return at > T0 + 60 * MINUTE && !clean.includes(surface) && random() < share
        })
        expect(bench.transitions.filter(({ surface, to }) => clean.includes(surface) && to !== 'operational')).toEqual(
          [],
        )
      }),
      propertyRuns(12),
    )
  })

  it('are judged alone where every run fails: they are down, not degraded together', () => {
    const bench = benchOf({ surfaces: SURFACES })
    const from = play(bench, { from: T0, minutes: 240 }, () => false)
    play(bench, { from, minutes: 10 }, () => true)
    expect(pooled(bench)).toEqual([])
    expect(bench.transitions.filter(({ to }) => to === 'down')).toHaveLength(5)
  })

  it('are left out while they are under maintenance', () => {
    const quiet = [{ kind: 'maintenance' as const, surface: 'chat', from: 0, to: T0 + DAY }]
    const random = randomFrom(3)
    const bench = benchOf({ surfaces: SURFACES, policy: createPolicy({ quiet }) })
    const from = play(bench, { from: T0, minutes: 240 }, () => false)
    play(bench, { from, minutes: 60 }, (_at, surface) => surface === 'chat' && random() < 0.4)
    expect(isOpen(bench)).toBe(false)
  })

  it('lead to the same in a replay, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), (seed, spread) => {
        const random = randomFrom(seed)
        const bench = benchOf({ surfaces: SURFACES })
        const replayed = replayJudge(emptyMemory({ name: 'sandbox', probes: probesOf(SURFACES) }), createPolicy())
        const transitions: Transition[] = []
        const fails = (at: number) => random() < (at > T0 + 60 * MINUTE ? 0.35 : 0.01)
        play(bench, { from: T0, minutes: 90, spread }, (at, surface) => {
          const failed = fails(at)
          const run = runOf({ at, surface, outcome: failed ? 'failed' : 'passed' })
          transitions.push(...replayed.apply(run, at + run.durationMs).transitions)
          return failed
        })
        expect(transitions).toEqual(bench.transitions)
        for (const verdict of bench.verdicts) {
          const together = verdict.transitions.filter(({ evidence }) => pooledRate(evidence))
          const counts = together.map(({ evidence }) => pooledRate(evidence)?.surfaces)
          expect(counts).toEqual(together.map(() => together.length))
        }
        expect(replayed.memory()).toEqual(bench.memory)
      }),
      propertyRuns(12),
    )
  })
})

describe('failures in one instant', () => {
  it('lead to the same states in any order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const broken = (surfaces: readonly string[]) => {
          const bench = benchOf({ surfaces: SURFACES })
          for (let minute = 0; minute < 120; minute += 1) {
            const random = randomFrom(seed * 1_000 + minute)
            const failed = SURFACES.filter(() => random() < (minute < 60 ? 0.005 : 0.3))
            const at = T0 + minute * MINUTE
            for (const surface of surfaces) {
              bench.apply({ at, surface, outcome: failed.includes(surface) ? 'failed' : 'passed' })
            }
          }
          return bench.transitions.map(({ at, surface, from, to }) => `${at} ${surface} ${from} ${to}`).toSorted()
        }
        expect(broken(SURFACES.toReversed())).toEqual(broken(SURFACES))
      }),
      propertyRuns(20),
    )
  })
})

describe('network blips, which break every surface at once', () => {
  const DAYS = PROPERTY_RUNS_FACTOR > 1 ? 20 : 7

  it.each([true, false])('declare no pooled incident, not even the first one (spread: %s)', (spread) => {
    const random = randomFrom(11)
    const ends = new Map<number, number>()
    for (let day = 0; day < DAYS; day += 1) {
      for (let blip = 0; blip < 4; blip += 1) {
        const at = T0 + day * DAY + (blip * 6 + 5 * random()) * 60 * MINUTE
        ends.set(at, at + (5 + 115 * random()) * SECOND)
      }
    }
    const blips = [...ends]
    const bench = benchOf({ surfaces: SURFACES })
    play(bench, { from: T0, minutes: DAYS * 1_440, spread }, (at) => {
      while (blips[0] && blips[0][1] < at) blips.shift()
      return (blips[0] !== undefined && blips[0][0] <= at) || random() < 0.001
    })
    expect(pooled(bench)).toEqual([])
  })
})

describe('a memory that an earlier release wrote', () => {
  const stored: Record<string, unknown> = JSON.parse(
    readFileSync(new URL('./fixtures/memory-without-pool.json', import.meta.url), 'utf8'),
  )
  const rows = Object.entries(stored).map(([slice, value]) => ({ slice, value: JSON.stringify(value) }))
  const { memory, unreadable } = parseMemory('sandbox', rows)

  it('starts its pool from what is assumed, and finds surfaces that fail together', () => {
    expect(stored.pool).toBeUndefined()
    expect(unreadable).toEqual([])
    const detections = Array.from({ length: 40 }, (_, seed) => {
      const random = randomFrom(seed)
      const bench = benchOf({ surfaces: SURFACES, memory })
      play(
        bench,
        { from: T0, minutes: 60 },
        () => random() < 0.35,
        () => isOpen(bench),
      )
      return pooled(bench).length
    })
    expect(detections.filter((count) => count > 1).length).toBeGreaterThan(10)
  })

  it('stays as it is while all is well, but for what runs always change', () => {
    const bench = benchOf({ surfaces: SURFACES, memory })
    play(bench, { from: T0, minutes: 30 }, () => false)
    expect(bench.memory.surfaces).toEqual(memory.surfaces)
    expect(bench.memory.pool).toEqual(memory.pool)
    expect(bench.transitions).toEqual([])
  })
})
