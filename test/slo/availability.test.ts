import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, type SlotCounts } from '../../src/core/index.ts'
import { availabilityOf, unmeasuredMs } from '../../src/slo/index.ts'

const slots = fc.record({ good: fc.nat(2_000), failed: fc.nat(2_000), unmeasured: fc.nat(2_000) })

describe('availability', () => {
  it('is the share of runs that the provider did not fail; slots without a result do not count', () => {
    expect(
      availabilityOf([
        { good: 97, failed: 1, unmeasured: 50 },
        { good: 1, failed: 1, unmeasured: 0 },
      ]),
    ).toEqual({ runs: 100, failed: 2, unmeasured: 50, availability: 0.98 })
  })

  it('is absent where no run says anything, which is neither 0 nor 1', () => {
    expect(availabilityOf([{ good: 0, failed: 0, unmeasured: 9 }])).toEqual({ runs: 0, failed: 0, unmeasured: 9 })
    expect(availabilityOf([])).toEqual({ runs: 0, failed: 0, unmeasured: 0 })
  })

  it('does not depend on how time is cut into buckets', () => {
    const merge = (all: readonly SlotCounts[]) =>
      all.reduce((sum, one) => ({
        good: sum.good + one.good,
        failed: sum.failed + one.failed,
        unmeasured: sum.unmeasured + one.unmeasured,
      }))
    fc.assert(
      fc.property(fc.array(slots, { minLength: 1 }), (buckets) => {
        expect(availabilityOf(buckets)).toEqual(availabilityOf([merge(buckets)]))
      }),
    )
  })

  it('lies between 0 and 1 and falls with every failed run', () => {
    fc.assert(
      fc.property(slots, (counts) => {
        const before = availabilityOf([counts]).availability ?? 1
        const after = availabilityOf([{ ...counts, failed: counts.failed + 1 }]).availability ?? 1
        expect(before).toBeGreaterThanOrEqual(0)
        expect(before).toBeLessThanOrEqual(1)
        expect(after).toBeLessThanOrEqual(before)
      }),
    )
  })
})

describe('unmeasured time', () => {
  it('is the slots without a result times the interval', () => {
    expect(unmeasuredMs(10, [MINUTE])).toBe(10 * MINUTE)
  })

  it('is shared by the probes of a surface: ten minutes without two probes are ten minutes', () => {
    expect(unmeasuredMs(20, [MINUTE, MINUTE])).toBe(10 * MINUTE)
    expect(unmeasuredMs(10 + 2, [MINUTE, 5 * MINUTE])).toBe(10 * MINUTE)
  })

  it('is zero where no interval is given', () => {
    expect(unmeasuredMs(5, [])).toBe(0)
    expect(unmeasuredMs(5, [0])).toBe(0)
  })
})
