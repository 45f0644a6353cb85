import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  budgetLastsText,
  budgetLeftText,
  burnText,
  DAY,
  HOUR,
  MINUTE,
  signedDuration,
} from '../../../src/core/index.ts'

describe('an error budget in words', () => {
  it('shows a negative one as negative, in whole runs and as time', () => {
    expect(budgetLeftText({ runs: 100_000, left: 43.9, allowed: 100.2 })).toBe('43 of 100 runs')
    expect(budgetLeftText({ runs: 100_000, left: -11.2, allowed: 1 })).toBe('−12 of 1 run')
    expect(budgetLeftText({ runs: 100_000, left: 0, allowed: 1_234 })).toBe('0 of 1,234 runs')
  })

  it('names the parts of a run where less than one may be bad, and that none may', () => {
    expect(budgetLeftText({ runs: 61, left: -0.39, allowed: 0.61 })).toBe('−0.39 of 0.61 runs')
    expect(budgetLeftText({ runs: 60, left: 0.6 - 1, allowed: 60 * (1 - 0.99) })).toBe('−0.4 of 0.6 runs')
    expect(budgetLeftText({ runs: 6, left: 0.006 - 2, allowed: 0.006 })).toBe('−2 of 0.006 runs')
    expect(budgetLeftText({ runs: 61, left: 0.61 - 30, allowed: 0.61 })).toBe('−29 of 0.61 runs')
    expect(budgetLeftText({ runs: 61, left: -1, allowed: 0 })).toBe('−1 run, none is allowed')
    expect(budgetLeftText({ runs: 61, left: -3, allowed: 0 })).toBe('−3 runs, none is allowed')
  })

  it('never takes a number of runs from none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.constantFrom(0.9, 0.99, 0.999, 0.9999, 1),
        (runs, objective) => {
          const allowed = runs * (1 - objective)
          for (const bad of [0, 1, 2, runs]) {
            const text = budgetLeftText({ runs, allowed, left: allowed - bad })
            expect(text).not.toMatch(/of 0 run|NaN|−0 /)
            expect(text.startsWith('−')).toBe(bad > allowed)
          }
        },
      ),
    )
  })

  it('say that there are no runs, or too few to allow a bad one', () => {
    expect(budgetLeftText({ runs: 0, left: 0, allowed: 0 })).toBe('no runs yet')
    expect(budgetLeftText({ runs: 61, left: 0.6, allowed: 0.6 })).toBe('less than 1 run')
    expect(budgetLeftText({ runs: 100, left: 0, allowed: 1 })).toBe('0 of 1 run')
    expect([signedDuration(-52 * MINUTE), signedDuration(3 * HOUR), signedDuration(0)]).toEqual([
      '−52 min',
      '3 h',
      '0 min',
    ])
  })

  it('says how long it lasts', () => {
    expect([budgetLastsText(4 * DAY), budgetLastsText(0), budgetLastsText(undefined)]).toEqual([
      '4 d',
      'used up',
      'lasts',
    ])
  })

  it('says how fast it burns, over which window, and how severe that is', () => {
    expect(burnText(14.4, HOUR, 'page')).toBe('14.4× over 1 h (page)')
    expect(burnText(3, DAY, 'ticket')).toBe('3.0× over 1 d (ticket)')
  })
})
