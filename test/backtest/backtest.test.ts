import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Backtest,
  backtest,
  doorwatchPlayer,
  PAGING_RULES,
  rulePlayer,
  type Survey,
} from '../../src/backtest/index.ts'
import { MINUTE, SECOND } from '../../src/core/index.ts'
import { createPolicy, type JudgedRun } from '../../src/judge/index.ts'
import { runOf, T0 } from '../judge/kit.ts'
import { propertyRuns } from '../support/property-runs.ts'

const policy = createPolicy()

function play(runs: readonly JudgedRun[]): Backtest {
  const playersFor = (survey: Survey) => [
    doorwatchPlayer(survey, () => policy),
    ...PAGING_RULES.map((rule) => rulePlayer(survey, rule)),
  ]
  return backtest(() => runs, playersFor, policy)
}

/** Hours of checks with an outage in them, some at the same instant, with a run missing here and there. */
const histories = fc
  .record({
    doors: fc.uniqueArray(
      fc.record({
        surface: fc.constantFrom('login', 'chat'),
        location: fc.constantFrom('eu', 'us'),
        everyMs: fc.constantFrom(MINUTE, 5 * MINUTE),
        offset: fc.constantFrom(0, 0, 20 * SECOND),
      }),
      { minLength: 1, maxLength: 3, selector: (door) => `${door.surface}@${door.location}` },
    ),
    outage: fc.record({ from: fc.integer({ min: 60, max: 120 }), minutes: fc.integer({ min: 0, max: 60 }) }),
    holes: fc.array(fc.nat({ max: 200 }), { maxLength: 20 }),
    blips: fc.array(fc.nat({ max: 200 }), { maxLength: 5 }),
  })
  .map(({ doors, outage, holes, blips }) =>
    doors.flatMap(({ surface, location, everyMs, offset }, door) =>
      Array.from({ length: Math.floor((200 * MINUTE) / everyMs) }, (_none, index) => {
        const at = T0 + index * everyMs + offset
        const minute = (at - T0) / MINUTE
        const failed = blips.includes(index + door) || (minute >= outage.from && minute < outage.from + outage.minutes)
        return runOf({ at, surface, location, outcome: failed ? 'failed' : 'passed' })
      }).filter((_run, index) => !holes.includes(index + 7 * door)),
    ),
  )
  .map((runs) => runs.sort((a, b) => a.startedAt - b.startedAt))

describe('the order of a history', () => {
  it('does not matter: sorted, newest first or shuffled it gives the same incidents', () => {
    fc.assert(
      fc.property(
        histories.chain((runs) => fc.tuple(fc.constant(runs), shuffled(runs))),
        ([runs, mixed]) => {
          const sorted = play(runs)
          expect(play([...runs].reverse())).toEqual(sorted)
          expect(play(mixed)).toEqual(sorted)
        },
      ),
      propertyRuns(15),
    )
  })

  it('does not matter in a long history that changes over time', () => {
    const runs = Array.from({ length: 24_000 }, (_none, index) => {
      const everyMs = index < 12_000 ? MINUTE : 2 * MINUTE
      const failed = index > 23_000 && index < 23_030
      const location = index > 22_000 && index % 2 === 0 ? 'us' : 'eu'
      return runOf({ at: T0 + index * everyMs, location, outcome: failed ? 'failed' : 'passed' })
    })
    const late = Array.from({ length: 500 }, (_none, index) => {
      return runOf({
        at: T0 + (45_000 + 5 * index) * MINUTE,
        surface: 'chat',
        outcome: index < 400 ? 'passed' : 'failed',
      })
    })
    const all = [...runs, ...late].sort((a, b) => a.startedAt - b.startedAt)
    const sorted = play(all)
    expect(sorted.replayed.find(({ rule }) => rule === 'doorwatch')?.incidents).not.toEqual([])
    expect(play([...all].reverse())).toEqual(sorted)
    expect(play([...all.slice(9_000), ...all.slice(0, 9_000)])).toEqual(sorted)
  })
})

describe('rows that a history has twice', () => {
  it('count once, wherever they are, and their number is reported', () => {
    fc.assert(
      fc.property(
        histories.chain((runs) => fc.tuple(fc.constant(runs), fc.subarray(runs))),
        ([runs, again]) => {
          expect(play([...runs, ...again])).toEqual({ ...play(runs), repeats: again.length })
        },
      ),
      propertyRuns(8),
    )
  })

  it('are equal in every compared field: another duration or outcome is another run', () => {
    const rows = [
      runOf({ at: T0 }),
      runOf({ at: T0 }),
      runOf({ at: T0, durationMs: 501 }),
      runOf({ at: T0, outcome: 'failed' }),
      runOf({ at: T0, location: 'eu' }),
      runOf({ at: T0, trigger: 'confirm' }),
      runOf({ at: T0 + 1 }),
    ]
    expect(play(rows)).toMatchObject({ runs: 6, repeats: 1 })
  })
})

describe('runs of probes that are not scheduled', () => {
  const hours = Array.from({ length: 300 }, (_none, minute) =>
    runOf({ at: T0 + minute * MINUTE, outcome: minute >= 200 && minute < 220 ? 'failed' : 'passed' }),
  )
  const others = (trigger: 'manual' | 'confirm' | 'drill') =>
    [10, 150, 290].map((minute) => ({
      ...runOf({ at: T0 + minute * MINUTE + SECOND, trigger }),
      ...{ surface: 'api', probe: 'golden:code review' },
    }))

  it.each(['manual', 'confirm', 'drill'] as const)('leave the incidents of the others as they are: %s', (trigger) => {
    const alone = play(hours)
    const both = play([...hours, ...others(trigger)].sort((a, b) => a.startedAt - b.startedAt))
    expect(both.runs).toBe(alone.runs + 3)
    expect(both.replayed).toEqual(alone.replayed)
    expect(both.replayed[0]?.incidents).toHaveLength(1)
  })

  it('alone give no incident', () => {
    const played = play(others('manual'))
    expect([played.runs, played.replayed.flatMap(({ incidents }) => incidents)]).toEqual([3, []])
  })
})

describe('an empty history', () => {
  it('has no runs and no outages', () => {
    expect(play([])).toMatchObject({ runs: 0, repeats: 0, outages: [] })
  })
})

function shuffled(runs: readonly JudgedRun[]): fc.Arbitrary<JudgedRun[]> {
  return fc.shuffledSubarray([...runs], { minLength: runs.length, maxLength: runs.length })
}
