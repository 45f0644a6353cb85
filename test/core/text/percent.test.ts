import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percent, wholePercent } from '../../../src/core/index.ts'

describe('a share in percent', () => {
  it.each([
    [0, '0.0 %'],
    [0.0004, '0.0 %'],
    [0.5, '50.0 %'],
    [0.983, '98.3 %'],
    [0.98996, '98.9 %'],
    [0.57, '57.0 %'],
    [0.995, '99.5 %'],
    [0.9951, '99.51 %'],
    [0.99999, '99.99 %'],
    [1, '100 %'],
    [1.2, '100 %'],
  ])('of %f is %s', (share, text) => {
    expect(percent(share)).toBe(text)
  })

  it('never says more than it is, and no less than a tenth of a percent', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const printed = Number.parseFloat(percent(share)) / 100
        expect(printed).toBeLessThanOrEqual(share + 1e-9)
        expect(share - printed).toBeLessThan(0.001)
      }),
    )
  })

  it('never shows a larger share as smaller', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(share, share, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((one) => Number.parseFloat(percent(one)))
        expect(more).toBeGreaterThanOrEqual(less ?? 0)
      }),
    )
  })

  it.each([0.9, 0.95, 0.99, 0.995, 0.999, 0.9999])(
    'below an objective of %f never reads as that objective',
    (objective) => {
      fc.assert(
        fc.property(fc.double({ min: 1e-6, max: 0.01, noNaN: true }), (missing) => {
          expect(percent(objective - missing)).not.toBe(percent(objective))
        }),
      )
      expect(Number.parseFloat(percent(objective))).toBeCloseTo(100 * objective, 9)
    },
  )
})

describe('a share in whole percents', () => {
  it.each([
    [0, '0 %'],
    [0.001, '1 %'],
    [0.394, '39 %'],
    [0.996, '100 %'],
    [1, '100 %'],
  ])('of %f is %s', (share, text) => {
    expect(wholePercent(share)).toBe(text)
  })

  it('is none only where the share is none', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(wholePercent(share) === '0 %').toBe(share === 0)
      }),
    )
  })
})
