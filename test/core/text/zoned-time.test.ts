import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clockTime,
  HOUR,
  isTimezone,
  MINUTE,
  SECOND,
  timeAndDay,
  timesIn,
  timesInZone,
} from '../../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21, 4, 37)

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]

describe('a time in a zone', () => {
  it.each([
    ['UTC', '21:04:37 UTC on Mon 23 Nov 2026'],
    ['Europe/Berlin', '22:04:37 UTC+1 on Mon 23 Nov 2026'],
    ['Asia/Kolkata', '02:34:37 UTC+5:30 on Tue 24 Nov 2026'],
    ['America/St_Johns', '17:34:37 UTC-3:30 on Mon 23 Nov 2026'],
    ['Europe/London', '21:04:37 UTC on Mon 23 Nov 2026'],
  ])('of %s has its offset: %s', (zone, words) => {
    expect(timeAndDay(NOW, zone)).toBe(words)
    expect(words.startsWith(clockTime(NOW, zone))).toBe(true)
  })

  it('distinguishes the hour that comes twice in autumn by its offset', () => {
    const first = Date.UTC(2026, 9, 25, 0, 30)
    expect(clockTime(first, 'Europe/Berlin')).toBe('02:30:00 UTC+2')
    expect(clockTime(first + HOUR, 'Europe/Berlin')).toBe('02:30:00 UTC+1')
  })

  it('skips the hour that is missing in spring', () => {
    const before = Date.UTC(2026, 2, 29, 0, 59, 59)
    expect(clockTime(before, 'Europe/Berlin')).toBe('01:59:59 UTC+1')
    expect(clockTime(before + SECOND, 'Europe/Berlin')).toBe('03:00:00 UTC+2')
  })

  it('names the same instant in every zone, over a year with its clock changes', () => {
    const instant = fc.integer({ min: Date.UTC(2026, 0, 1) / SECOND, max: Date.UTC(2027, 0, 1) / SECOND })
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (second, zone) => {
        const at = second * SECOND
        const [, clock = '', sign = '+', hours = '0', minutes = '0', day = ''] =
          /^(\S+) UTC(?:([+-])(\d+)(?::(\d\d))?)? on (.+)$/.exec(timeAndDay(at, zone)) ?? []
        const offset = (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes || 0) * MINUTE)
        expect(Date.parse(`${day} ${clock} UTC`) - offset).toBe(at)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the times of a text', () => {
  it('are read back as they were written, with and without their day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 0, max: 23 * 3_600 - 1 }), (second, ago) => {
        const [at, near] = [second * SECOND, (second + ago) * SECOND]
        const text = `${clockTime(at)}: since ${timeAndDay(at)}: it`
        expect(timesIn(text, near).map((time) => time.at)).toEqual([at, at])
        expect(timesIn(text, near).map(({ from, to }) => text.slice(from, to))).toEqual([clockTime(at), timeAndDay(at)])
      }),
    )
  })

  it('are shown in another zone, as exact as they were, and the rest stays', () => {
    const text = `2 of 2 runs failed, the first at ${clockTime(NOW)}; by 20:15 UTC; since ${timeAndDay(NOW - HOUR)}.`
    expect(timesInZone(text, NOW, 'Europe/Berlin')).toBe(
      '2 of 2 runs failed, the first at 22:04:37 UTC+1; by 21:15 UTC+1; since 21:04:37 UTC+1 on Mon 23 Nov 2026.',
    )
    expect(timesInZone(text, NOW, 'UTC')).toBe(text)
  })

  it('without a day are of the summer or winter time that held then', () => {
    const change = Date.UTC(2026, 9, 25, 1)
    const text = `from ${clockTime(change - 1_000)} to ${clockTime(change)}`
    expect(timesInZone(text, change + MINUTE, 'Europe/Berlin')).toBe('from 02:59:59 UTC+2 to 02:00:00 UTC+1')
  })

  it('are not looked for in what only resembles one', () => {
    for (const text of ['25:00:00 UTC', '21:04:37 UTC+1', '121:04:37 UTC', '21:04 UTCX', 'UTC', '21:04:37']) {
      expect(timesIn(text, NOW), text).toEqual([])
    }
  })

  it('in another zone survive a second pass unchanged', () => {
    const once = timesInZone(`at ${timeAndDay(NOW)}`, NOW, 'Europe/Berlin')
    expect(timesInZone(once, NOW, 'Asia/Kolkata')).toBe(once)
  })
})

describe('the name of a zone', () => {
  it('is known or not', () => {
    expect(ZONES.filter(isTimezone)).toEqual(ZONES)
    for (const name of ['Europe/Berlinn', '', 'CEST?', '../etc']) expect(isTimezone(name), name).toBe(false)
  })
})
