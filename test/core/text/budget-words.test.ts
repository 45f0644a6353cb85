import { describe, expect, it } from 'vitest'
import { budgetLastsText, budgetLeftText, DAY, HOUR, MINUTE, signedDuration } from '../../../src/core/index.ts'

describe('an error budget in words', () => {
  it('shows a negative one as negative, in whole runs and as time', () => {
    expect(budgetLeftText({ left: 43.9, allowed: 100.2 })).toBe('43 of 100 runs')
    expect(budgetLeftText({ left: -11.2, allowed: 1 })).toBe('−12 of 1 run')
    expect(budgetLeftText({ left: 0, allowed: 1_234 })).toBe('0 of 1,234 runs')
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
