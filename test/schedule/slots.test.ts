import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'
import { intervalOf, nextSlot, slotsBetween } from '../../src/schedule/index.ts'

const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString())

describe('slots of a cron expression', () => {
  const weekdays = { cron: '30 9 * * 1-5', timezone: 'Europe/Berlin' }

  it('follow the time zone over the change to summer time', () => {
    const winter = nextSlot(weekdays, 0, Date.parse('2026-03-27T00:00:00Z'))
    const summer = nextSlot(weekdays, 0, Date.parse('2026-03-28T00:00:00Z'))
    expect(iso(winter)).toBe('2026-03-27T08:30:00.000Z')
    expect(iso(summer)).toBe('2026-03-30T07:30:00.000Z')
  })

  it('are found between two instants, the first excluded and the last included', () => {
    const every15 = { cron: '*/15 * * * *', timezone: 'UTC' }
    const from = Date.parse('2026-03-02T11:00:00Z')
    expect(slotsBetween(every15, 0, from, from + HOUR)).toEqual({
      count: 4,
      first: from + 15 * MINUTE,
      last: from + HOUR,
    })
    expect(slotsBetween(every15, 0, from, from + 14 * MINUTE)).toBeUndefined()
  })

  it('may be given to the second', () => {
    expect(iso(nextSlot({ cron: '*/20 * * * * *' }, 0, Date.parse('2026-03-02T11:00:05Z')))).toBe(
      '2026-03-02T11:00:20.000Z',
    )
  })

  it('are found at any distance', () => {
    const leapDay = nextSlot({ cron: '0 0 29 2 *', timezone: 'UTC' }, 0, Date.parse('2026-03-02T00:00:00Z'))
    expect(iso(leapDay)).toBe('2028-02-29T00:00:00.000Z')
  })

  it('are one phase after the instants of the expression', () => {
    const cadence = { cron: '*/5 * * * *', timezone: 'UTC' }
    const from = Date.parse('2026-03-02T11:00:00Z')
    expect(nextSlot(cadence, 250, from)).toBe(from + 250)
    expect(slotsBetween(cadence, 250, from + 250, from + 10 * MINUTE)).toEqual({
      count: 1,
      first: from + 5 * MINUTE + 250,
      last: from + 5 * MINUTE + 250,
    })
  })

  it('refuse an expression or a zone that does not exist, with a hint', () => {
    expect(() => nextSlot({ cron: '61 * * * *' }, 0, 0)).toThrowError(/"61 \* \* \* \*" is not a cron expression/)
    expect(() => nextSlot({ cron: '* * * * *', timezone: 'Mars/Base' }, 0, 0)).toThrowError(/Mars\/Base/)
  })

  it('have the gap around a time as their interval, and the one before it while the run after it has yet to report', () => {
    const office = { cron: '*/5 8-18 * * 1-5', timezone: 'UTC' }
    const at = (text: string) => intervalOf(office, Date.parse(text))
    expect(at('2026-03-06T12:01:00Z')).toBe(5 * MINUTE)
    const weekend = 61 * HOUR + 5 * MINUTE
    expect(at('2026-03-06T18:55:00Z')).toBe(weekend)
    expect(at('2026-03-08T12:00:00Z')).toBe(weekend)
    expect(at('2026-03-09T08:04:59Z')).toBe(weekend)
    expect(at('2026-03-09T08:05:00Z')).toBe(5 * MINUTE)
    expect(intervalOf({ cron: '0 6 1 * *', timezone: 'UTC' }, Date.parse('2026-03-20T00:00:00Z'))).toBe(31 * DAY)
    expect(intervalOf({ every: MINUTE }, 0)).toBe(MINUTE)
  })
})
