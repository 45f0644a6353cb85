import fc from 'fast-check'
import { createTask } from 'node-cron'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { cronTimetable } from '../../src/schedule/cron.ts'
import { propertyRuns } from '../support/property-runs.ts'

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia']
const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString())

/** node-cron's own answer on one instant. */
function matcherOf(cron: string, timezone: string): (at: number) => boolean {
  const task = createTask(cron, () => {}, { timezone })
  return (at) => task.match(new Date(at))
}

const list = (min: number, max: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((values) => values.join(','))
const minute = fc.oneof(fc.constant('*'), fc.constantFrom('*/5', '*/7', '10-20'), list(0, 59))
const hour = fc.oneof(fc.constant('*'), fc.constantFrom('*/6', '8-18', '22-2', '1-3'), list(0, 23))
const date = fc.oneof(fc.constant('*'), fc.constantFrom('L', 'LW', '15W', '1W', '31W', 'L-3', '29', '31'), list(1, 31))
const month = fc.oneof(fc.constant('*'), fc.constantFrom('2', '*/3', '3,10'), list(1, 12))
const weekday = fc.oneof(fc.constant('*'), fc.constantFrom('1-5', '7', 'sat-mon', '5L', '2#3', '0#5,3'), list(0, 7))
const expression = fc
  .tuple(fc.option(fc.oneof(list(0, 59), fc.constant('*/20'))), minute, hour, date, month, weekday)
  .map(([second, ...rest]) => [...(second === null ? [] : [second]), ...rest].join(' '))
  .filter((cron) => {
    try {
      return matcherOf(cron, 'UTC') !== undefined
    } catch {
      return false
    }
  })

/** Around the changes of the clock of these zones, a leap day, a turn of the year, and anywhere. */
const instant = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2028-02-29'),
      fc.integer({ min: -DAY, max: 2 * DAY }),
    )
    .map(([day, offset]) => Date.parse(day) + offset),
  fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2032, 0, 1) }),
)

describe('the next instant of a cron expression', () => {
  it('is one that node-cron matches, and no earlier one is', () => {
    fc.assert(
      fc.property(expression, fc.constantFrom(...ZONES), instant, (cron, timezone, from) => {
        const next = cronTimetable({ cron, timezone }).next(from)
        const matches = matcherOf(cron, timezone)
        if (next !== undefined) expect(matches(next), `${cron} in ${timezone} at ${iso(next)}`).toBe(true)
        const step = cron.split(' ').length === 6 ? SECOND : MINUTE
        const end = Math.min(next ?? Number.POSITIVE_INFINITY, from + 200 * step)
        for (let at = (Math.floor(from / step) + 1) * step; at < end; at += step) {
          expect(matches(at), `${cron} in ${timezone} at ${iso(at)}, not ${iso(next)}`).toBe(false)
        }
      }),
      propertyRuns(50),
    )
  })

  it('is found on every day on which a zone changes its clock', () => {
    fc.assert(
      fc.property(
        minute,
        hour,
        fc.constantFrom(...ZONES),
        fc.constantFrom('2026-03-29', '2026-10-25', '2026-10-04'),
        (m, h, timezone, day) => {
          const cron = `${m} ${h} * * *`
          const matches = matcherOf(cron, timezone)
          const [from, to] = [Date.parse(day) - 6 * HOUR, Date.parse(day) + 12 * HOUR]
          const wanted: number[] = []
          for (let at = from + MINUTE; at <= to; at += MINUTE) if (matches(at)) wanted.push(at)
          const timetable = cronTimetable({ cron, timezone })
          const instants: number[] = []
          for (let at = timetable.next(from); at !== undefined && at <= to; at = timetable.next(at)) instants.push(at)
          expect(instants).toEqual(wanted)
          const span = wanted.length > 0 ? { count: wanted.length, first: wanted[0], last: wanted.at(-1) } : undefined
          expect(timetable.between(from, to)).toEqual(span)
        },
      ),
      propertyRuns(15),
    )
  })

  it.each([
    ['0 0 29 2 *', '2026-03-02T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 29 2 1', '2026-03-02T00:00:00Z', '2044-02-29T00:00:00.000Z'],
    ['0 0 31 12 *', '2026-12-31T00:00:00Z', '2027-12-31T00:00:00.000Z'],
    ['30 0 6 * * 1', '2026-03-02T06:00:30Z', '2026-03-09T06:00:30.000Z'],
    ['0 9 L-3 * *', '2026-03-02T00:00:00Z', '2026-03-28T09:00:00.000Z'],
  ])('of %s after %s is %s', (cron, from, next) => {
    expect(iso(cronTimetable({ cron, timezone: 'UTC' }).next(Date.parse(from)))).toBe(next)
  })

  it('does not exist in the hour skipped in spring and comes twice in the hour repeated in autumn', () => {
    const night = cronTimetable({ cron: '30 2 * * *', timezone: 'Europe/Berlin' })
    const from = (text: string) => iso(night.next(Date.parse(text)))
    expect(from('2026-03-28T12:00:00Z')).toBe('2026-03-30T00:30:00.000Z')
    expect(from('2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z')
    expect(from('2026-10-25T00:30:00Z')).toBe('2026-10-25T01:30:00.000Z')
  })

  it('does not exist for a day that no month has', () => {
    expect(cronTimetable({ cron: '0 0 L-29 2 1#1', timezone: 'UTC' }).next(Date.UTC(2027, 0, 1))).toBeUndefined()
  })

  it('is found in few steps, however rare or frequent the expression is', () => {
    // A search second by second reads the clock of the zone half a million times a week; this one once a day.
    const format = Intl.DateTimeFormat.prototype.formatToParts
    let reads = 0
    Intl.DateTimeFormat.prototype.formatToParts = function (...args) {
      reads += 1
      return format.apply(this, args)
    }
    try {
      for (const cron of ['30 0 6 * * 1', '15 30 4 29 2 *', '7 */5 8-18 * * 1-5']) {
        const timetable = cronTimetable({ cron, timezone: 'America/Sao_Paulo' })
        let at: number | undefined = Date.UTC(2026, 2, 2)
        for (let slots = 0; slots < 10 && at !== undefined; slots += 1) at = timetable.next(at)
        expect(at).toBeDefined()
      }
    } finally {
      Intl.DateTimeFormat.prototype.formatToParts = format
    }
    expect(reads).toBeLessThan(200)
  })

  it('counts the instants of a year without visiting them', () => {
    const everySecond = cronTimetable({ cron: '* * * * * *', timezone: 'UTC' })
    const from = Date.UTC(2026, 0, 1)
    expect(everySecond.between(from, from + 365 * DAY)).toEqual({
      count: (365 * DAY) / SECOND,
      first: from + SECOND,
      last: from + 365 * DAY,
    })
  })
})
