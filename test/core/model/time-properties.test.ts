import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bucketsOf,
  DAY,
  formatDuration,
  HOUR,
  MINUTE,
  parseDuration,
  parseTime,
  SECOND,
} from '../../../src/core/index.ts'

describe('the buckets of a range', () => {
  const range = fc
    .tuple(fc.integer({ min: 0, max: 400 * DAY }), fc.integer({ min: 1, max: 400 * DAY }))
    .map(([from, length]) => ({ from, to: from + length }))

  it('hold the whole range in at most 371 buckets of one width, aligned to it', () => {
    fc.assert(
      fc.property(range, (range) => {
        const { from, to, bucketMs } = bucketsOf(range)
        expect(to).toBe(range.to)
        expect(from % bucketMs).toBe(0)
        expect(range.from - from).toBeGreaterThanOrEqual(0)
        expect(range.from - from).toBeLessThan(bucketMs)
        expect((to - from) / bucketMs).toBeLessThanOrEqual(371)
        if (bucketMs < DAY) expect((range.to - range.from) / bucketMs).toBeLessThanOrEqual(124)
      }),
    )
  })

  it('are as narrow as a round width allows, and never narrower than asked for', () => {
    expect(bucketsOf({ from: 0, to: 15 * MINUTE }).bucketMs).toBe(10 * SECOND)
    expect(bucketsOf({ from: 0, to: DAY }).bucketMs).toBe(15 * MINUTE)
    expect(bucketsOf({ from: 0, to: 30 * DAY }).bucketMs).toBe(6 * HOUR)
    expect(bucketsOf({ from: 0, to: 365 * DAY }).bucketMs).toBe(DAY)
    expect(bucketsOf({ from: 0, to: HOUR }, { finestMs: 5 * MINUTE }).bucketMs).toBe(5 * MINUTE)
    expect(bucketsOf({ from: 7, to: 7 }).bucketMs).toBe(10 * SECOND)
  })

  it('of a wider range are no narrower', () => {
    fc.assert(
      fc.property(range, fc.nat(100 * DAY), ({ from, to }, more) => {
        expect(bucketsOf({ from, to: to + more }).bucketMs).toBeGreaterThanOrEqual(bucketsOf({ from, to }).bucketMs)
      }),
    )
  })
})

describe('a duration as text', () => {
  it('is read back as at most what it was, and less than the smaller of its units below it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10 * SECOND, max: 400 * DAY }), (ms) => {
        const text = formatDuration(ms)
        const read = parseDuration(text.replaceAll(' min', 'm').replaceAll(/ ([dhs])/g, '$1'))
        expect(read).toBeLessThanOrEqual(ms + 500)
        expect(ms - read).toBeLessThan(ms < HOUR ? 1_001 : ms < DAY ? MINUTE : HOUR)
      }),
    )
  })

  it('never has sixty of a unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 * DAY }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/\b(60 s|60 min|24 h)\b/)
      }),
    )
    expect([9_949, 9_999, 59_499, 59_500, 3_599_500, DAY - 1].map(formatDuration)).toEqual([
      '9.9 s',
      '10.0 s',
      '59 s',
      '1 min',
      '1 h',
      '1 d',
    ])
  })

  it.each(['', ' ', '10', 'm', '-1m', '1 month', '1m30', '1h 30', '1e3s', '٣m', '1.m'])('is none in %j', (text) => {
    expect(() => parseDuration(text)).toThrow(/is not a duration/)
  })

  it('adds up its parts, in any order and with fractions', () => {
    expect(parseDuration('1h30m')).toBe(90 * MINUTE)
    expect(parseDuration('30m 1h')).toBe(90 * MINUTE)
    expect(parseDuration('1.5h')).toBe(90 * MINUTE)
    expect(parseDuration('1mo1m')).toBe(30 * DAY + MINUTE)
  })
})

describe('a time as text', () => {
  it('is read whatever its precision and offset', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 }),
        fc.integer({ min: -14, max: 14 }),
        (at, hours) => {
          const iso = new Date(at).toISOString()
          expect(parseTime(iso)).toBe(at)
          expect(parseTime(String(at))).toBe(at)
          expect(parseTime(iso.replace('T', ' ').replace('Z', ' UTC'))).toBe(at)
          const local = new Date(at + hours * HOUR).toISOString().slice(0, -1)
          const sign = hours < 0 ? '-' : '+'
          const offset = `${sign}${String(Math.abs(hours)).padStart(2, '0')}`
          for (const zone of [offset, `${offset}00`, `${offset}:00`]) expect(parseTime(local + zone)).toBe(at)
        },
      ),
    )
  })

  it.each([
    '',
    'now',
    '2026',
    '2026-11',
    '2026-13-01',
    '2026-11-23T25:00Z',
    '2026-11-23T10:00 CET',
    '12345',
    '23.11.2026',
  ])('is none in %j', (text) => {
    expect(parseTime(text)).toBeUndefined()
  })
})
