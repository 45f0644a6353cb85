import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { totalsOf } from '../../src/continuity/amounts.ts'
import { PersonHours } from '../../src/continuity/person-hours.ts'
import { rounded } from '../../src/continuity/rounded.ts'

const RATE = { amount: 75, currency: 'GBP' }
const NONE = { cost: 0, withoutPlan: 0, saved: 0, promised: 0, switching: 0 }

function hours(of: Partial<Pick<PersonHours, 'without' | 'kept' | 'promised' | 'switching' | 'unknown'>>): PersonHours {
  return Object.assign(new PersonHours(), of)
}

/** Hours of which no more is kept than is lost without a plan. */
const anyHours = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([without, share]) => hours({ without, kept: without * share }))

describe('person-hours as money', () => {
  it('cost the part without a proven fallback; a promise saves nothing', () => {
    expect(hours({ without: 48, kept: 20, promised: 10, switching: 2, unknown: 5 }).amounts(RATE)).toEqual({
      ...{ currency: 'GBP', cost: 2_100, withoutPlan: 3_600, saved: 1_500, promised: 750, switching: 150 },
    })
  })

  it('cost and saved are together what it costs without a plan', () => {
    fc.assert(
      fc.property(anyHours, (of) => {
        const { cost, saved, withoutPlan } = of.amounts(RATE)
        expect(cost + saved).toBeCloseTo(withoutPlan, 6)
        expect(cost).toBeGreaterThanOrEqual(-1e-6)
      }),
    )
  })

  it('are the same whether they are added as a whole or in two parts', () => {
    fc.assert(
      fc.property(anyHours, fc.double({ min: 0, max: 1, noNaN: true }), (of, share) => {
        const [whole, parts] = [new PersonHours(), new PersonHours()]
        whole.add(of, 1)
        parts.add(of, share)
        parts.add(of, 1 - share)
        expect(parts.without).toBeCloseTo(whole.without, 6)
        expect(parts.kept).toBeCloseTo(whole.kept, 6)
      }),
    )
  })
})

describe('the sums of amounts', () => {
  it('are one for each currency, in the order in which the currencies come', () => {
    const gbp = { ...NONE, currency: 'GBP', cost: 1, withoutPlan: 3, saved: 2 }
    const eur = { ...NONE, currency: 'EUR', cost: 10, withoutPlan: 10, promised: 4, switching: 1 }
    expect(totalsOf([gbp, eur, gbp])).toEqual([{ ...gbp, cost: 2, withoutPlan: 6, saved: 4 }, eur])
    expect(totalsOf([])).toEqual([])
  })
})

describe('rounded data', () => {
  it('has money to cents, shares to 0.0001 and hours to 0.01, and other fields unchanged', () => {
    const line = { currency: 'GBP', cost: 10.005_1, promised: 0.333_33, lostHours: 1 / 3 }
    const data = { share: 1 / 3, promised: 2 / 3, weekHours: 37.499_9, people: 12.345_678, lines: [line], none: null }
    expect(rounded(data)).toEqual({
      ...{ share: 0.3333, promised: 0.6667, weekHours: 37.5, people: 12.345_678, none: null },
      lines: [{ currency: 'GBP', cost: 10.01, promised: 0.33, lostHours: 0.33 }],
    })
  })

  it('stays as it is when it is rounded again', () => {
    const shares = fc.record({ proven: fc.double({ min: 0, max: 1, noNaN: true }) })
    fc.assert(
      fc.property(shares, (data) => {
        expect(rounded(rounded(data))).toEqual(rounded(data))
      }),
    )
  })
})
