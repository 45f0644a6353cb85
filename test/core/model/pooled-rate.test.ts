import { describe, expect, it } from 'vitest'
import { pooledRate, pooledRateWords } from '../../../src/core/index.ts'

describe('the rate of several surfaces that fail together', () => {
  it('is read from the numbers of the evidence, and absent without all three', () => {
    const numbers = { pooled_surfaces: 3, target_surfaces: 5, pooled_share: 0.42 }
    expect(pooledRate({ numbers })).toEqual({ surfaces: 3, of: 5, share: 0.42 })
    expect(pooledRate({ numbers: { pooled_surfaces: 3, target_surfaces: 5 } })).toBeUndefined()
  })

  it.each([
    [{ surfaces: 3, of: 5, share: 0.42 }, '3 of 5 surfaces fail about 40 % of runs'],
    [{ surfaces: 5, of: 5, share: 1 }, 'all 5 surfaces fail about 100 % of runs'],
    [{ surfaces: 2, of: 5, share: 0.074 }, '2 of 5 surfaces fail about 7 % of runs'],
    [{ surfaces: 2, of: 5, share: 0.001 }, '2 of 5 surfaces fail about 1 % of runs'],
  ])('is rounded to 5 %%, small rates to 1 %%: %j', (rate, text) => {
    expect(pooledRateWords(rate)).toBe(text)
  })
})
