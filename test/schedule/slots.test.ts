import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/index.ts'
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

  it('are found between two instants, the first left out and the last taken in', () => {
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

  it('that lie further away than eight days are not looked for', () => {
    expect(nextSlot({ cron: '0 0 29 2 *', timezone: 'UTC' }, 0, Date.parse('2026-03-02T00:00:00Z'))).toBeUndefined()
  })

  it('refuse an expression or a zone that does not exist, with a hint', () => {
    expect(() => nextSlot({ cron: '61 * * * *' }, 0, 0)).toThrowError(/"61 \* \* \* \*" is not a cron expression/)
    expect(() => nextSlot({ cron: '* * * * *', timezone: 'Mars/Base' }, 0, 0)).toThrowError(/Mars\/Base/)
  })

  it('have the widest gap as their interval', () => {
    expect(intervalOf(weekdays, Date.parse('2026-03-02T00:00:00Z'))).toBe(72 * HOUR)
    expect(intervalOf({ cron: '*/5 * * * *' }, 0)).toBe(5 * MINUTE)
    expect(intervalOf({ every: MINUTE }, 0)).toBe(MINUTE)
  })
})
