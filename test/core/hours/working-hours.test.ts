import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, nextWithin, parseHours, workingHours } from '../../../src/core/index.ts'

const hoursOf = (text: string) => workingHours(parseHours(text))
const at = (text: string) => Date.parse(text)

describe('working hours', () => {
  it('are as long a week as they are written', () => {
    expect(hoursOf('Mo-Fr 09:00-18:00 Europe/London')).toMatchObject({
      ...{ text: 'Mo-Fr 09:00-18:00 Europe/London', weekMs: 45 * HOUR },
    })
    expect(hoursOf('Mo-Th 08:00-12:00, 13:00-17:00; Fr 22:00-02:00 UTC').weekMs).toBe(36 * HOUR)
    expect(hoursOf('00:00-24:00 UTC').weekMs).toBe(7 * DAY)
  })

  it('count only what lies within them', () => {
    const { openMsWithin } = hoursOf('Mo-Fr 09:00-18:00 Europe/London')
    // Friday 17:00 to Monday 10:00, in winter time.
    expect(openMsWithin(at('2026-03-06T17:00Z'), at('2026-03-09T10:00Z'))).toBe(2 * HOUR)
    expect(openMsWithin(at('2026-03-07T00:00Z'), at('2026-03-08T00:00Z'))).toBe(0)
    expect(openMsWithin(at('2026-03-06T10:00Z'), at('2026-03-06T10:00Z'))).toBe(0)
    expect(openMsWithin(at('2026-03-06T12:00Z'), at('2026-03-06T10:00Z'))).toBe(0)
  })

  it('of a night with a clock change are an hour shorter or longer', () => {
    const { openMsWithin } = hoursOf('Mo-Su 00:00-06:00 Europe/London')
    const night = (day: string) => openMsWithin(at(`${day}T00:00Z`) - 2 * HOUR, at(`${day}T12:00Z`))
    expect([night('2026-03-28'), night('2026-03-29'), night('2026-10-25')]).toEqual(
      [6, 5, 7].map((hours) => hours * HOUR),
    )
  })

  it.each([
    ['2026-03-29T12:00Z', 0],
    ['2026-04-05T00:30Z', HOUR / 2],
    ['2026-04-12T12:00Z', 2 * HOUR],
  ])('that a clock change leaves out for a week count until %s', (to, open) => {
    const { openMsWithin } = hoursOf('Su 02:00-03:00 Europe/Berlin')
    expect(openMsWithin(at('2026-03-22T02:00Z'), at(to))).toBe(open)
  })

  it('without an end count all time', () => {
    const from = at('2026-03-02T00:00Z')
    expect(hoursOf('00:00-24:00 Europe/Berlin').openMsWithin(from, from + 100 * DAY)).toBe(100 * DAY)
  })

  it('are the minutes that are within the hours, also across clock changes', () => {
    const texts = [
      'Mo-Fr 09:00-18:00 Europe/London',
      'Sa-Mo 22:30-06:15 America/New_York',
      'Su 01:00-03:00 Europe/Berlin',
    ]
    const first = at('2026-03-20T00:00Z')
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.integer({ min: 0, max: 230 * 24 * 60 }),
        fc.integer({ min: 0, max: 3 * 24 * 60 }),
        (text, start, length) => {
          const hours = parseHours(text)
          const from = first + start * MINUTE
          const minutes = Array.from({ length }, (_, index) => from + index * MINUTE)
          const open = workingHours(hours).openMsWithin(from, from + length * MINUTE)
          expect(open).toBe(minutes.filter((minute) => nextWithin(hours, minute) === minute).length * MINUTE)
        },
      ),
      { numRuns: 30 },
    )
  })
})
