import { describe, expect, it } from 'vitest'
import { spentOfCap, spentWords } from '../../../src/core/index.ts'

describe('an amount', () => {
  it.each([
    ['requests', 12_400, '12,400 requests'],
    ['outputTokens', 3, '3 output tokens'],
    ['outputTokens', 1, '1 output token'],
    ['requests', 1, '1 request'],
    ['requests', 0, '0 requests'],
    ['microUsd', 0, '$0.00'],
    ['microUsd', 12_400_000, '$12.40'],
    ['microUsd', 4_200, '$0.0042'],
    ['microUsd', 100_000, '$0.10'],
    ['microUsd', 37, '$0.000037'],
    ['microUsd', 99_999, '$0.10'],
  ] as const)('of %s %d reads "%s"', (kind, amount, text) => {
    expect(spentWords(kind, amount)).toBe(text)
  })

  it('says next to its cap how much of it is used, rounded down', () => {
    expect(spentOfCap('outputTokens', 9_912, 100_000)).toBe('9,912 output tokens (9 % of 100,000 output tokens)')
    expect(spentOfCap('microUsd', 1_500_000, 1_500_000)).toBe('$1.50 (100 % of $1.50)')
  })

  it('stands alone without a cap', () => {
    expect(spentOfCap('requests', 1, undefined)).toBe('1 request')
  })
})
