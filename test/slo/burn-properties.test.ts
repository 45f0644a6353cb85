import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'
import { shareBounds } from '../../src/slo/binomial.ts'
import { BURN_RULES, burnRates, errorBudgetOf, type ObjectiveBucket, unmeasuredMs } from '../../src/slo/index.ts'

const NOW = Date.UTC(2026, 9, 25, 12)
const OBJECTIVE = { surface: 'claude/login', availability: 0.99 }
const bucket = fc.record({
  at: fc.integer({ min: NOW - 4 * DAY, max: NOW + HOUR }),
  good: fc.nat(60),
  failed: fc.nat(5),
  unmeasured: fc.nat(5),
  tooSlow: fc.nat(80),
})
const buckets = fc.array(bucket, { maxLength: 40 })
const share = fc.double({ min: 0.5, max: 0.9999, noNaN: true })

describe('the bounds of a share, whatever was seen', () => {
  const seen = fc.integer({ min: 1, max: 100_000 }).chain((runs) => fc.tuple(fc.nat(runs), fc.constant(runs)))

  it('hold the share that was seen, within 0 and 1', () => {
    fc.assert(
      fc.property(seen, ([bad, runs]) => {
        const { low, high } = shareBounds(bad, runs)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low - 1e-12).toBeLessThanOrEqual(bad / runs)
        expect(high + 1e-12).toBeGreaterThanOrEqual(bad / runs)
      }),
    )
  })

  it('are mirrored for the good runs', () => {
    fc.assert(
      fc.property(seen, ([bad, runs]) => {
        const [ofBad, ofGood] = [shareBounds(bad, runs), shareBounds(runs - bad, runs)]
        expect(ofGood.low).toBeCloseTo(1 - ofBad.high, 9)
        expect(ofGood.high).toBeCloseTo(1 - ofBad.low, 9)
      }),
    )
  })

  it('are narrower for ten times the runs, and wider for more certainty', () => {
    fc.assert(
      fc.property(seen, ([bad, runs]) => {
        const width = ({ low, high }: { low: number; high: number }) => high - low
        expect(width(shareBounds(10 * bad, 10 * runs))).toBeLessThan(width(shareBounds(bad, runs)))
        expect(width(shareBounds(bad, runs, 2.576))).toBeGreaterThan(width(shareBounds(bad, runs)))
      }),
    )
  })
})

describe('an error budget, whatever the buckets', () => {
  it('adds up: what is left and what was bad are what is allowed', () => {
    fc.assert(
      fc.property(buckets, share, (buckets, availability) => {
        const budget = errorBudgetOf({ ...OBJECTIVE, availability }, buckets)
        expect(budget.left + budget.bad).toBeCloseTo(budget.allowed, 6)
        expect(budget.allowed).toBeCloseTo(budget.runs * (1 - availability), 6)
        expect(budget.bad).toBeLessThanOrEqual(budget.runs)
        expect(budget.spent > 1).toBe(budget.left < 0)
      }),
    )
  })

  it('is never both met and overspent, nor missed with some of it left', () => {
    fc.assert(
      fc.property(buckets, share, (buckets, availability) => {
        const { verdict, left } = errorBudgetOf({ ...OBJECTIVE, availability }, buckets)
        if (verdict === 'met') expect(left).toBeGreaterThanOrEqual(0)
        if (verdict === 'missed') expect(left).toBeLessThan(0)
      }),
    )
  })

  it('measures no more than the availability: a latency objective only takes away', () => {
    fc.assert(
      fc.property(buckets, (buckets) => {
        const { measured = 1, availability = 1 } = errorBudgetOf(OBJECTIVE, buckets)
        expect(measured).toBeLessThanOrEqual(availability + 1e-12)
      }),
    )
  })

  it('is not better after one more failed run', () => {
    fc.assert(
      fc.property(buckets, (buckets) => {
        const worse = [...buckets, { at: NOW, good: 0, failed: 1, unmeasured: 0 }]
        const [before, after] = [errorBudgetOf(OBJECTIVE, buckets), errorBudgetOf(OBJECTIVE, worse)]
        expect(after.left).toBeLessThan(before.left)
        // Both are quotients: equal but for the last digits where every run was too slow.
        expect(after.spent).toBeGreaterThanOrEqual(before.spent * (1 - 1e-9))
      }),
    )
  })
})

describe('burn rates, whatever the buckets', () => {
  it('burn only where both windows exceed the rate and four runs or more were bad', () => {
    fc.assert(
      fc.property(buckets, (buckets) => {
        for (const { rule, longRate, shortRate, surelyAbove, burning, held } of burnRates(OBJECTIVE, buckets, NOW)) {
          const within = buckets.filter(({ at }) => at >= NOW - rule.longMs && at < NOW)
          const bad = within.reduce((sum, one) => sum + one.failed + Math.min(one.good, one.tooSlow), 0)
          const exceeds = longRate > rule.rate && shortRate > rule.rate
          expect(burning).toBe(exceeds && bad >= 4 && surelyAbove > 1)
          expect(held).toBe(exceeds && !burning ? (bad < 4 ? 'few failures' : 'within chance') : undefined)
        }
      }),
    )
  })

  it('ignore what came before the longest window and what lies after now', () => {
    fc.assert(
      fc.property(buckets, (buckets) => {
        const outside: readonly ObjectiveBucket[] = [
          { at: NOW - 3 * DAY - 1, good: 0, failed: 999, unmeasured: 0 },
          { at: NOW, good: 0, failed: 999, unmeasured: 0 },
        ]
        expect(burnRates(OBJECTIVE, [...buckets, ...outside], NOW)).toEqual(burnRates(OBJECTIVE, buckets, NOW))
      }),
    )
  })

  it('count a bucket that begins with the window', () => {
    const rule = BURN_RULES[0] as (typeof BURN_RULES)[number]
    const [burn] = burnRates(OBJECTIVE, [{ at: NOW - rule.longMs, good: 0, failed: 9, unmeasured: 0 }], NOW)
    expect(burn).toMatchObject({ longRate: expect.closeTo(100), shortRate: 0, burning: false })
  })
})

describe('unmeasured time, whatever the intervals', () => {
  it('of all slots of a span is that span', () => {
    const intervals = fc.array(fc.constantFrom(10_000, 30_000, MINUTE, 5 * MINUTE, HOUR), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(intervals, fc.integer({ min: 1, max: 48 }), (everyMs, hours) => {
        const slots = everyMs.reduce((sum, every) => sum + (hours * HOUR) / every, 0)
        expect(unmeasuredMs(slots, everyMs)).toBe(hours * HOUR)
      }),
    )
  })
})
