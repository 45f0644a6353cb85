import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketsOf, DAY, HOUR, MINUTE, MonitorError, SECOND } from '../../src/core/index.ts'
import { fittingRange, RANGE_NAMES, RANGES, rangeOf } from '../../src/report/index.ts'
import { NOW } from './kit.ts'

describe('a range', () => {
  it('is named and ends now', () => {
    expect(rangeOf('7d', NOW)).toEqual({ from: NOW - 7 * DAY, to: NOW })
  })

  it.each(['', '2h', 'toString', '__proto__', '24H'])(
    'that does not exist (%s) is refused with those that do',
    (name) => {
      expect(() => rangeOf(name, NOW)).toThrow(MonitorError)
      expect(() => rangeOf(name, NOW)).toThrow(/is not a range of the report/)
    },
  )

  it('grows with the age of the history up to a day', () => {
    expect(fittingRange(undefined, NOW)).toBe('15m')
    expect(fittingRange(NOW - 6 * MINUTE, NOW)).toBe('15m')
    expect(fittingRange(NOW - 20 * MINUTE, NOW)).toBe('1h')
    expect(fittingRange(NOW - 5 * HOUR, NOW)).toBe('6h')
    expect(fittingRange(NOW - 400 * DAY, NOW)).toBe('24h')
  })
})

describe('buckets', () => {
  it('are round for every range that can be chosen', () => {
    const widths = RANGE_NAMES.map((name) => [name, bucketsOf({ from: NOW - RANGES[name], to: NOW }).bucketMs])
    expect(widths).toEqual([
      ['15m', 10 * SECOND],
      ['1h', 30 * SECOND],
      ['6h', 5 * MINUTE],
      ['24h', 15 * MINUTE],
      ['7d', 2 * HOUR],
      ['30d', 6 * HOUR],
      ['90d', DAY],
      ['1y', DAY],
    ])
  })

  it('are at most 371, aligned to their own width, and cover the range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: NOW }), fc.integer({ min: 0, max: 20 * 365 * DAY }), (to, span) => {
        const range = bucketsOf({ from: Math.max(0, to - span), to })
        expect(range.from % range.bucketMs).toBe(0)
        expect(range.from).toBeLessThanOrEqual(Math.max(0, to - span))
        expect((range.to - range.from) / range.bucketMs).toBeLessThanOrEqual(371)
      }),
    )
  })
})
