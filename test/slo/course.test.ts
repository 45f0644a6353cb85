import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, type IncidentRecord, MINUTE } from '../../src/core/index.ts'
import { budgetTimeOf, courseOf, spendByIncident, timeLeftMs, type WindowBucket } from '../../src/slo/course.ts'
import { errorBudgetOf } from '../../src/slo/index.ts'

const NOW = Date.UTC(2026, 5, 30)
const WINDOW = { from: NOW - 30 * DAY, to: NOW }
const OBJECTIVE = { surface: 'login', availability: 0.99 }
const LOGIN = { target: 'claude', surface: 'login' }

const bucket = (hoursAgo: number, good: number, failed: number): WindowBucket => ({
  ...{ at: NOW - hoursAgo * HOUR, ms: HOUR },
  ...{ good, failed, unmeasured: 0 },
})

function incident(name: string, fromHoursAgo: number, toHoursAgo?: number, surface = 'login'): IncidentRecord {
  const since = NOW - fromHoursAgo * HOUR
  return {
    ...{ name, target: 'claude', impactAt: since, openedAt: since, scope: '', timeline: [] },
    surfaces: [{ surface, state: 'down', worst: 'down', since }],
    ...(toHoursAgo === undefined ? {} : { resolvedAt: NOW - toHoursAgo * HOUR }),
  }
}

const anyBuckets = fc
  .uniqueArray(
    fc.record({
      hour: fc.integer({ min: 1, max: 30 * 24 }),
      good: fc.integer({ min: 0, max: 60 }),
      failed: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
    }),
    { selector: ({ hour }) => hour, maxLength: 60 },
  )
  .map((drawn) => drawn.map(({ hour, good, failed }) => bucket(hour, good, failed)))

describe('an error budget as time', () => {
  it('is the share of the window that may fail, less what failed: 7 h 12 min of 30 days at 99 %', () => {
    const budget = errorBudgetOf(OBJECTIVE, [bucket(2, 996, 4)])
    expect(budgetTimeOf(budget, 30 * DAY)).toEqual({
      allowedMs: 7 * HOUR + 12 * MINUTE,
      leftMs: 7 * HOUR + 12 * MINUTE - 0.004 * 30 * DAY,
    })
  })

  it('is negative where it is overspent, also where nothing may fail', () => {
    expect(budgetTimeOf(errorBudgetOf(OBJECTIVE, [bucket(2, 97, 3)]), 30 * DAY).leftMs).toBe(-0.02 * 30 * DAY)
    const strict = errorBudgetOf({ surface: 'login', availability: 1 }, [bucket(2, 99, 1)])
    expect(budgetTimeOf(strict, 30 * DAY)).toEqual({ allowedMs: 0, leftMs: -0.01 * 30 * DAY })
  })

  it('is whole before the first run', () => {
    const { allowedMs, leftMs } = budgetTimeOf(errorBudgetOf(OBJECTIVE, []), 30 * DAY)
    expect(leftMs).toBe(allowedMs)
  })

  it('has the sign of the runs that are left', () => {
    fc.assert(
      fc.property(anyBuckets, (buckets) => {
        const budget = errorBudgetOf(OBJECTIVE, buckets)
        const { leftMs } = budgetTimeOf(budget, 30 * DAY)
        if (Math.abs(budget.left) > 0.01) expect(leftMs < 0).toBe(budget.left < 0)
      }),
    )
  })
})

describe('the time until a budget is used up', () => {
  const budget = errorBudgetOf(OBJECTIVE, [bucket(2, 1_000, 0)])
  const time = budgetTimeOf(budget, 30 * DAY)

  it('is the window ÷ the rate while nothing is spent: 3 days at 10 times the allowed rate', () => {
    expect(timeLeftMs(budget, time, 10)).toBe(3 * DAY)
  })

  it('does not exist at the allowed rate, and is 0 where the budget is overspent', () => {
    expect(timeLeftMs(budget, time, 1)).toBeUndefined()
    const overspent = errorBudgetOf(OBJECTIVE, [bucket(2, 97, 3)])
    expect(timeLeftMs(overspent, budgetTimeOf(overspent, 30 * DAY), 0)).toBe(0)
  })

  it('is 0 or lasts where no run may fail', () => {
    const strict = { surface: 'login', availability: 1 }
    const [clean, failed] = [errorBudgetOf(strict, [bucket(2, 9, 0)]), errorBudgetOf(strict, [bucket(2, 9, 1)])]
    expect(timeLeftMs(clean, budgetTimeOf(clean, DAY), 0)).toBeUndefined()
    expect(timeLeftMs(failed, budgetTimeOf(failed, DAY), Number.POSITIVE_INFINITY)).toBe(0)
  })
})

describe('the course of a budget', () => {
  it('falls from all of it to exactly what is left, whatever happened', () => {
    fc.assert(
      fc.property(anyBuckets, (buckets) => {
        const budget = errorBudgetOf(OBJECTIVE, buckets)
        const course = courseOf(budget, buckets, WINDOW)
        expect(course.at(-1)?.left).toBe(budget.left)
        expect(course.length).toBeLessThanOrEqual(124)
        for (const [index, { at, left }] of course.entries()) {
          expect(left).toBeLessThanOrEqual(course[index - 1]?.left ?? budget.allowed)
          expect(at).toBeGreaterThan(course[index - 1]?.at ?? 0)
        }
      }),
    )
  })

  it('falls in the stretch of the bad runs, and says which stretches have no run', () => {
    const buckets = [bucket(30 * 24, 60, 0), bucket(12, 50, 10), bucket(6, 60, 0)]
    const course = courseOf(errorBudgetOf(OBJECTIVE, buckets), buckets, WINDOW)
    const fall = course.findIndex(({ left }, index) => left < (course[index - 1]?.left ?? left))
    expect(course[fall]).toMatchObject({ at: NOW - 12 * HOUR, measured: true })
    expect(course.filter(({ measured }) => measured)).toHaveLength(3)
  })
})

describe('what spent a budget', () => {
  const spend = (buckets: readonly WindowBucket[], incidents: readonly IncidentRecord[]) =>
    spendByIncident(LOGIN, { buckets, incidents, now: NOW }).map((one) => [one.incident.name, one.bad])

  it('is the incident that covers most of the bucket, the most runs first', () => {
    const incidents = [incident('long', 10, 6.2), incident('short', 5.6, 5.4), incident('now', 1)]
    const buckets = [bucket(10, 0, 60), bucket(9, 0, 60), bucket(6, 40, 12), bucket(1, 50, 3)]
    expect(spend(buckets, incidents)).toEqual([
      ['long', 120],
      ['short', 12],
      ['now', 3],
    ])
  })

  it('is no incident of another surface or another time', () => {
    const incidents = [incident('of chat', 10, 6, 'chat'), incident('earlier', 20, 19)]
    expect(spend([bucket(8, 0, 60)], incidents)).toEqual([])
  })

  it('counts no run twice, however incidents overlap', () => {
    const anyIncidents = fc.array(
      fc.record({ start: fc.integer({ min: 1, max: 720 }), hours: fc.integer({ min: 0, max: 90 }) }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(anyBuckets, anyIncidents, (buckets, drawn) => {
        const incidents = drawn.map(({ start, hours }, index) => incident(`i${index}`, start, start - hours))
        const bad = buckets.reduce((sum, { failed }) => sum + failed, 0)
        const spent = spendByIncident(LOGIN, { buckets, incidents, now: NOW })
        expect(spent.reduce((sum, one) => sum + one.bad, 0)).toBeLessThanOrEqual(bad)
        const everything = spendByIncident(LOGIN, { buckets, incidents: [incident('all', 721)], now: NOW })
        expect(everything.reduce((sum, one) => sum + one.bad, 0)).toBe(bad)
      }),
    )
  })
})
