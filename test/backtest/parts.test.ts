import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checks } from '../../src/backtest/checks.ts'
import { byInstant } from '../../src/backtest/instants.ts'
import type { Replayed, ReplayedIncident } from '../../src/backtest/player.ts'
import { differenceOf, scoreOf } from '../../src/backtest/score.ts'
import { runsIn, shareOf, standsOut, stretchesOf } from '../../src/backtest/stretches.ts'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import type { JudgedRun } from '../../src/judge/index.ts'
import { DRIFT, runOf, T0 } from '../judge/kit.ts'

describe('runs of one instant', () => {
  const run = fc.record({
    at: fc.integer({ min: 0, max: 5 }).map((second) => T0 + second),
    surface: fc.constantFrom('login', 'chat'),
    location: fc.constantFrom('eu', 'us'),
    outcome: fc.constantFrom('passed' as const, 'failed' as const),
    durationMs: fc.integer({ min: 1, max: 3 }),
  })
  const played = (runs: readonly JudgedRun[]) => {
    const order: JudgedRun[] = []
    const instants = byInstant((one) => void order.push(one))
    for (const run of runs) instants.apply(run)
    return { repeats: instants.end(), order }
  }

  it('are played in the same order whatever their order in the file, repeats once', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (wishes, keys) => {
        const runs = wishes.map(runOf).sort((a, b) => a.startedAt - b.startedAt)
        const shuffled = runs
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.one.startedAt - b.one.startedAt || a.key - b.key)
          .map(({ one }) => one)
        const { order, repeats } = played(runs)
        expect(played(shuffled)).toEqual({ order, repeats })
        expect(order.length + repeats).toBe(runs.length)
        expect(new Set(order.map((one) => JSON.stringify(one))).size).toBe(order.length)
        expect(order.map(({ startedAt }) => startedAt)).toEqual(order.map(({ startedAt }) => startedAt).toSorted())
      }),
    )
  })

  it('are all played: the last instant with the end', () => {
    expect(played([])).toEqual({ repeats: 0, order: [] })
    expect(played([runOf({ at: T0 }), runOf({ at: T0 })])).toMatchObject({ repeats: 1, order: [{ startedAt: T0 }] })
  })
})

describe('the check that other rules see', () => {
  it('is a failure also where the run could not measure, and a success where it was slow', () => {
    const next = checks({ quiet: [] })
    const outcomes = ['passed', 'slow', 'failed', 'error'] as const
    const ok = outcomes.map(
      (outcome, minute) => next(runOf({ at: T0 + minute * MINUTE, outcome, failure: DRIFT })).check.ok,
    )
    expect(ok).toEqual([true, true, false, false])
  })

  it('holds the end of the scheduled run before it and of the last good one, by surface', () => {
    const next = checks({ quiet: [] })
    const check = (minute: number, wish: Partial<Parameters<typeof runOf>[0]>) =>
      next(runOf({ at: T0 + minute * MINUTE, durationMs: 10, ...wish })).check
    expect(check(0, {})).toMatchObject({ at: T0 + 10, previousAt: undefined, lastOkAt: undefined })
    expect(check(1, { outcome: 'failed' })).toMatchObject({ previousAt: T0 + 10, lastOkAt: T0 + 10 })
    expect(check(2, { outcome: 'failed', trigger: 'confirm' })).toMatchObject({ previousAt: T0 + MINUTE + 10 })
    expect(check(3, {})).toMatchObject({ previousAt: T0 + MINUTE + 10, lastOkAt: T0 + 10 })
    expect(check(4, { surface: 'chat' })).toMatchObject({ previousAt: undefined })
  })

  it('numbers surfaces in the order in which they appear, those of each target apart', () => {
    const next = checks({ quiet: [] })
    const lane = (target: string, surface: string) => next({ ...runOf({ at: T0, surface }), target }).lane
    expect([lane('a', 'x'), lane('b', 'x'), lane('a', 'y'), lane('a', 'x'), lane('b', 'x')]).toEqual([0, 1, 2, 0, 1])
  })

  it('is quiet within a window, from its start to before its end', () => {
    const next = checks({ quiet: [{ kind: 'maintenance', from: T0, to: T0 + MINUTE }] })
    const quiet = [-1, 0, MINUTE - 1, MINUTE].map((offset) => next(runOf({ at: T0 + offset })).check.quiet)
    expect(quiet).toEqual([false, true, true, false])
  })
})

describe('stretches of bad runs', () => {
  const bad = (numbers: readonly number[]) => numbers.map((number) => ({ number, at: number * MINUTE }))
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

  it('are found where four in a row are bad, and not where three are', () => {
    expect(stretchesOf(bad(range(100, 103)), 0.3)).toEqual([
      { first: { number: 100, at: 100 * MINUTE }, last: { number: 103, at: 103 * MINUTE }, bad: 4 },
    ])
    expect(stretchesOf(bad(range(100, 102)), 0.3)).toEqual([])
  })

  it('are two where a long calm lies between', () => {
    const stretches = stretchesOf(bad([...range(10, 20), ...range(400, 410)]), 0.3)
    expect(stretches.map(({ first, last }) => [first.number, last.number])).toEqual([
      [10, 20],
      [400, 410],
    ])
  })

  it('are in order, apart, and hold all bad runs between their ends', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 600 }), { maxLength: 120 }),
        fc.constantFrom(0.05, 0.3),
        (numbers, broken) => {
          const runs = numbers.toSorted((a, b) => a - b)
          let end = 0
          for (const stretch of stretchesOf(bad(runs), broken)) {
            expect(stretch.first.number).toBeGreaterThan(end)
            end = stretch.last.number
            const within = runs.filter((number) => number >= stretch.first.number && number <= stretch.last.number)
            expect(stretch.bad).toBe(within.length)
            expect(shareOf(stretch)).toBeCloseTo(within.length / runsIn(stretch))
          }
        },
      ),
    )
  })

  it('stand out from a calm rest, and not from one that is as bad', () => {
    const [stretch] = stretchesOf(bad(range(1, 40)), 0.3)
    if (!stretch) throw new Error('no stretch')
    expect(standsOut(stretch, { runs: 10_000, bad: 10, cuts: 1 })).toBe(true)
    expect(standsOut(stretch, { runs: 100, bad: 60, cuts: 1 })).toBe(false)
  })
})

describe('the score of a rule', () => {
  const outage = (from: number, to: number) => ({
    target: 't',
    surface: 'login',
    from: from * MINUTE,
    to: to * MINUTE,
    bad: 9,
  })
  const alert = (minute: number, target = 't') => ({ target, surface: 'login', at: minute * MINUTE })
  const incident = (openedAt: number, resolvedAt?: number): ReplayedIncident =>
    ({
      target: 't',
      surfaces: ['login'],
      openedAt: openedAt * MINUTE,
      ...(resolvedAt === undefined ? {} : { resolvedAt: resolvedAt * MINUTE }),
    }) as ReplayedIncident
  const replayed = (alerts: readonly object[], incidents: readonly ReplayedIncident[] = []) =>
    ({ rule: 'r', alerts, incidents }) as unknown as Replayed

  it('counts an alert from the start of an outage to ten minutes after its end as its detection', () => {
    const at = (minute: number) => scoreOf(replayed([alert(minute)]), [outage(60, 90)])
    expect([59, 60, 100, 101].map((minute) => at(minute).detected)).toEqual([0, 1, 1, 0])
    expect([49, 50, 100, 101].map((minute) => at(minute).falseAlerts)).toEqual([1, 0, 0, 1])
    expect(at(65)).toMatchObject({ medianMs: 5 * MINUTE, missed: 0 })
  })

  it('counts an outage that begins while an incident is open as detected at once', () => {
    const outages = [outage(60, 90)]
    expect(scoreOf(replayed([], [incident(30)]), outages)).toMatchObject({ detected: 1, medianMs: 0 })
    expect(scoreOf(replayed([], [incident(30, 60)]), outages)).toMatchObject({ detected: 0, missed: 1 })
    expect(scoreOf(replayed([], [incident(61)]), outages)).toMatchObject({ detected: 0 })
  })

  it('gives an alert of another target to no outage, and no times where nothing was detected', () => {
    const score = scoreOf(replayed([alert(65, 'other')]), [outage(60, 90)])
    expect(score).toEqual({ rule: 'r', alerts: 1, incidents: 0, detected: 0, missed: 1, falseAlerts: 1 })
  })

  it('compares two policies by incidents that overlap', () => {
    const before = replayed([], [incident(0, 10), incident(100, 120), incident(300)])
    const after = replayed([], [incident(105, 130), incident(200, 210), incident(300)])
    const { removed, added, moved } = differenceOf(before, after)
    expect(removed).toEqual([incident(0, 10)])
    expect(added).toEqual([incident(200, 210)])
    expect(moved).toEqual([{ before: 100 * MINUTE, after: 105 * MINUTE, surfaces: ['login'] }])
  })

  it('does not match incidents that are hours apart', () => {
    const { moved } = differenceOf(replayed([], [incident(0, 10)]), replayed([], [incident((5 * HOUR) / MINUTE, 400)]))
    expect(moved).toEqual([])
  })
})
