import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, parseDuration, parseTime } from '../../../src/core/index.ts'

const AT = Date.UTC(2026, 2, 2, 11, 37, 5)

describe('a time', () => {
  it.each([
    ['2026-03-02T11:37:05Z', AT],
    ['2026-03-02t11:37:05z', AT],
    ['2026-03-02 11:37:05', AT],
    ['2026-03-02 11:37:05 UTC', AT],
    ['2026-03-02T12:37:05+01:00', AT],
    ['2026-03-02T12:37:05+0100', AT],
    ['2026-03-02 06:37:05-05', AT],
    ['2026-03-02T11:37:05.250123Z', AT + 250],
    ['2026-03-02T11:37', AT - 5_000],
    ['2026-03-02', Date.UTC(2026, 2, 2)],
    ['1772451425000', AT],
    ['1772451425', AT],
    ['1772451425.25', AT + 250],
    ['946684800000', Date.UTC(2000, 0, 1)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2026-12-31T24:00', Date.UTC(2027, 0, 1)],
  ])('is read from %s', (text, at) => {
    expect(parseTime(text)).toBe(at)
  })

  it.each([
    '',
    'noon',
    '15m',
    '2026-13-45T99:00:00Z',
    '03/02/2026 11:37',
    'Mar 2 2026 11:37',
    '20260302',
    '177245142',
    '17724514250',
    '1772451425000000',
    '-1772451425',
    '1.77e12',
    '2026-02-30',
    '2025-02-29T10:00:00Z',
    '2026-04-31 10:00',
    '2026-00-10',
    '2026-01-00T00:00Z',
  ])('is not read from "%s"', (text) => {
    expect(parseTime(text)).toBeUndefined()
  })

  it('is the same in every zone and unit it is written in', () => {
    const years = fc.date({ min: new Date('2001-09-09T02:00:00Z'), max: new Date('2286-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(years, (date) => {
        const at = date.getTime()
        const zoneless = date.toISOString().slice(0, -1)
        expect([zoneless, date.toISOString(), String(at), String(at / 1_000)].map(parseTime)).toEqual([at, at, at, at])
      }),
    )
  })
})

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['1m30s', 90_000],
    ['2w', 14 * DAY],
    ['6mo', 180 * DAY],
    ['1y', 365 * DAY],
    ['1y6mo', 545 * DAY],
  ])('is read from %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['1 year', '1mon', 'y', '1M', ''])('is not read from "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow(/is not a duration/)
  })
})
