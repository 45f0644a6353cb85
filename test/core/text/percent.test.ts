import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percent } from '../../../src/core/index.ts'

describe('a share in percent', () => {
  it.each([
    [0, '0.0 %'],
    [0.0004, '0.0 %'],
    [0.5, '50.0 %'],
    [0.983, '98.3 %'],
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
        const shown = Number.parseFloat(percent(share)) / 100
        // Rounding of a floored number to one decimal may add half of the last one.
        expect(shown).toBeLessThanOrEqual(share + 0.0005)
        expect(share - shown).toBeLessThan(0.001)
      }),
    )
  })

  it('never shows a larger share as smaller', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(share, share, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((one) => Number.parseFloat(percent(one)))
        // From 99.5 % on there is a second decimal.
        expect((more ?? 0) - (less ?? 0)).toBeGreaterThan(-0.05)
      }),
    )
  })
})
