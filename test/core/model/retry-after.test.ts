import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../../src/core/index.ts'

const DATE = 'Wed, 21 Oct 2026 07:28:00 GMT'
const wait = (headers: Record<string, string>) => retryAfterMs(new Headers(headers))

describe('the wait that an answer asks for', () => {
  it.each([
    ['0', 0],
    ['12', 12_000],
    ['1.5', 1_500],
    [' 30 ', 30_000],
  ])('is %j seconds', (value, ms) => {
    expect(wait({ 'retry-after': value })).toBe(ms)
  })

  it('ends at a date, by the clock of the answer', () => {
    expect(wait({ 'retry-after': 'Wed, 21 Oct 2026 07:30:00 GMT', date: DATE })).toBe(120_000)
    expect(wait({ 'retry-after': 'Wed, 21 Oct 2026 07:00:00 GMT', date: DATE })).toBe(0)
  })

  it('is not known from a date where the answer has none', () => {
    expect(wait({ 'retry-after': DATE })).toBeUndefined()
    expect(wait({ 'retry-after': DATE, date: 'yesterday' })).toBeUndefined()
  })

  it.each(['-1', '', '1e3', '99999999999', 'soon'])('is not known from %j, with and without a date', (value) => {
    expect(wait({ 'retry-after': value })).toBeUndefined()
    expect(wait({ 'retry-after': value, date: DATE })).toBeUndefined()
  })

  it('is undefined without the header', () => {
    expect(wait({ date: DATE })).toBeUndefined()
  })
})
