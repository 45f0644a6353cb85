import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIn } from '../../../dashboards/words/format.ts'
import { DAY } from '../../../src/core/index.ts'
import { NOW } from '../kit.ts'

const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC')
const times = fc.integer({ min: NOW - 900 * DAY, max: NOW + 900 * DAY })

/** As Intl writes it. */
function intl(at: number, timeZone: string, options: Intl.DateTimeFormatOptions): Readonly<Record<string, string>> {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...options })
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
}

describe('times in a zone', () => {
  it('are those of Intl, in every zone', () => {
    fc.assert(
      fc.property(zones, times, (zone, at) => {
        const format = formatIn(zone, NOW)
        const { hour, minute, second } = intl(at, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
        expect(format.seconds(at)).toBe(`${hour}:${minute}:${second}`)
        const { day, month = '', year, weekday } = intl(at, zone, { ...{ weekday: 'long', day: 'numeric' }, ...LONG })
        expect(format.date(at)).toBe(`${weekday} ${day} ${month} ${year}`)
        expect(format.day(at)).toBe(`${day} ${month.slice(0, 3)}`)
        const { timeZoneName = '' } = intl(at, zone, { timeZoneName: 'longOffset' })
        expect(format.offset(at)).toBe(timeZoneName.replace('GMT', 'UTC').replace(/[+-]00:00$/, ''))
      }),
    )
  })

  it('have the day where it is another, and the year where it is another', () => {
    fc.assert(
      fc.property(zones, times, (zone, at) => {
        const format = formatIn(zone, NOW)
        const isToday = format.date(at) === format.date(NOW)
        expect(format.moment(at)).toBe(isToday ? format.clock(at) : format.dated(at))
        expect(format.exact(at)).toBe(`${format.moment(at)}${format.seconds(at).slice(5)}`)
        const isThisYear = format.date(at).slice(-4) === format.date(NOW).slice(-4)
        expect(/ \d{4},/.test(format.dated(at))).toBe(!isThisYear)
      }),
    )
  })

  it('are as far ahead of UTC as their offset says', () => {
    fc.assert(
      fc.property(zones, times, (zone, at) => {
        const { offset, offsetMs } = formatIn(zone, NOW)
        const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(offset(at)) ?? []
        expect(offsetMs(at)).toBe((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000 + 0)
      }),
    )
  })
})

const LONG = { month: 'long', year: 'numeric' } as const
