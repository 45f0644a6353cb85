import { describe, expect, it } from 'vitest'
import { budgetLastsText, budgetLeftText, DAY, HOUR, MINUTE, signedDuration } from '../../../src/core/index.ts'

describe('an error budget in words', () => {
  it('shows a negative one as negative, in whole runs and as time', () => {
    expect(budgetLeftText({ runs: 100_000, left: 43.9, allowed: 100.2 })).toBe('43 of 100 runs')
    expect(budgetLeftText({ runs: 100_000, left: -11.2, allowed: 1 })).toBe('−12 of 1 run')
    expect(budgetLeftText({ runs: 100_000, left: 0, allowed: 1_234 })).toBe('0 of 1,234 runs')
    expect(budgetLeftText({ runs: 61, left: -0.4, allowed: 0.6 })).toBe('−1 of 0 runs')
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
})
