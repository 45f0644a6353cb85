import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'
import { shareBounds } from '../../src/slo/binomial.ts'
import { BURN_RULES, burnRates, errorBudgetOf, type ObjectiveBucket } from '../../src/slo/index.ts'

const NOW = Date.UTC(2026, 5, 30)
const objective = { surface: 'login', availability: 0.99 }

/** One bucket a minute, `minutes` of them before now; failures at the given minutes ago. */
function minutes(count: number, failedAgo: readonly number[] = []): readonly ObjectiveBucket[] {
  return Array.from({ length: count }, (_none, index) => {
    const ago = count - index
    const failed = failedAgo.includes(ago) ? 1 : 0
    return { at: NOW - ago * MINUTE, good: 1 - failed, failed, unmeasured: 0 }
  })
}

describe('the bounds of a share', () => {
  it('are those of Wilson, worked by hand', () => {
    // 1 of 10 at z = 1.645: middle (0.1 + 0.1353) / 1.2706, width 1.645 * sqrt(0.009 + 0.00677) / 1.2706.
    const { low, high } = shareBounds(1, 10)
    expect(low).toBeCloseTo(0.0226, 3)
    expect(high).toBeCloseTo(0.3478, 3)
  })

  it('stay within nought and one, and say nothing where nothing was seen', () => {
    expect(shareBounds(0, 5).low).toBe(0)
    expect(shareBounds(5, 5).high).toBeCloseTo(1, 12)
    expect(shareBounds(0, 0)).toEqual({ low: 0, high: 1 })
  })
})

describe('an error budget', () => {
  const slots = (good: number, failed: number, more: Partial<ObjectiveBucket> = {}): ObjectiveBucket => ({
    ...{ at: NOW - DAY, good, failed, unmeasured: 0 },
    ...more,
  })

  it('is the share of runs the objective lets fail', () => {
    expect(errorBudgetOf(objective, [slots(990, 10)])).toMatchObject({
      runs: 1_000,
      bad: 10,
      availability: 0.99,
      measured: 0.99,
      left: expect.closeTo(0),
      spent: expect.closeTo(1),
    })
  })

  it('counts good runs that were slower than promised as bad, and leaves availability alone', () => {
    expect(errorBudgetOf(objective, [slots(100, 0, { tooSlow: 3 })])).toMatchObject({
      bad: 3,
      measured: 0.97,
      availability: 1,
    })
  })

  it('never counts more slow runs than there are good ones', () => {
    expect(errorBudgetOf(objective, [slots(2, 1, { tooSlow: 5 })])).toMatchObject({ runs: 3, bad: 3, measured: 0 })
  })

  it('is spent without end where nothing may fail and something did', () => {
    expect(errorBudgetOf({ surface: 'x', availability: 1 }, [slots(9, 1)]).spent).toBe(Number.POSITIVE_INFINITY)
  })

  it.each([
    [10_000, 10, 'met'],
    [10_000, 300, 'missed'],
    [50, 0, 'unclear'],
    [50, 1, 'unclear'],
    [0, 0, 'unclear'],
  ] as const)('of %i runs with %i bad ones is %s', (runs, bad, verdict) => {
    expect(errorBudgetOf(objective, [slots(runs - bad, bad)]).verdict).toBe(verdict)
  })

  it('has no availability where nothing was measured', () => {
    const budget = errorBudgetOf(objective, [slots(0, 0, { unmeasured: 9 })])
    expect([budget.availability, budget.measured]).toEqual([undefined, undefined])
  })
})

describe('burn rates', () => {
  it('are the share of bad runs over that of the objective', () => {
    const [page] = burnRates(objective, minutes(600, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), NOW)
    expect(page?.longRate).toBeCloseTo(10 / 60 / 0.01)
    expect(page?.shortRate).toBeCloseTo(100)
    expect(page?.burning).toBe(true)
  })

  it('do not page for one failed run at one run a minute, even with a strict objective', () => {
    const [page] = burnRates({ surface: 'login', availability: 0.999 }, minutes(600, [2]), NOW)
    expect(page).toMatchObject({ burning: false, held: 'few failures' })
    expect(page?.longRate).toBeGreaterThan(BURN_RULES[0]?.rate ?? 0)
  })

  it('do not burn where chance alone explains the failures', () => {
    const buckets = [{ at: NOW - 4 * MINUTE, good: 46, failed: 4, unmeasured: 0 }]
    const [rule] = burnRates({ surface: 'x', availability: 0.95 }, buckets, NOW, [
      { severity: 'page', longMs: HOUR, shortMs: HOUR, rate: 1.2 },
    ])
    expect(rule).toMatchObject({ burning: false, held: 'within chance' })
  })

  it('are quiet once the short window has cleared', () => {
    const [page] = burnRates(objective, minutes(600, [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]), NOW)
    expect(page).toMatchObject({ burning: false, shortRate: 0 })
  })
})
