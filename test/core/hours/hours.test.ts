import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, type Hours, inZone, MINUTE, nextOutside, nextWithin, parseHours } from '../../../src/core/index.ts'

const DAY_NAMES = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
/** Half-hour steps (Lord Howe), both hemispheres, no clock change, changes at midnight (Beirut). */
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Asia/Beirut', 'UTC']
const RULE = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
  from: fc.integer({ min: 0, max: 1_439 }),
  to: fc.integer({ min: 1, max: 1_440 }),
})
type Rule = typeof RULE extends fc.Arbitrary<infer T> ? T : never
const RULES = fc.array(
  RULE.filter(({ from, to }) => from !== to),
  { minLength: 1, maxLength: 3 },
)
/** Two years, so that every zone changes its clock several times; half of the instants lie around a change of Berlin's. */
const AT = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
  fc.integer({ min: Date.UTC(2026, 2, 28), max: Date.UTC(2026, 2, 31) }),
  fc.integer({ min: Date.UTC(2026, 9, 24), max: Date.UTC(2026, 9, 27) }),
)

const pad = (value: number) => String(value).padStart(2, '0')
const clock = (minute: number) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`
const textOf = (rules: readonly Rule[], zone: string) =>
  `${rules.map(({ days, from, to }) => `${days.map((day) => DAY_NAMES[day]).join(',')} ${clock(from)}-${clock(to)}`).join('; ')} ${zone}`

/** Day and minute that a clock on a wall shows. */
function wallClock(zone: string) {
  const options = { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const format = new Intl.DateTimeFormat('en-GB', options)
  return (at: number) => {
    const [, day = '', hour, minute] = /^(\w\w)\w.*?(\d\d):(\d\d)$/.exec(format.format(at)) ?? []
    return { day: DAY_NAMES.indexOf(day), minute: Number(hour) * 60 + Number(minute) }
  }
}

const isWithin = (hours: Hours, at: number) => nextWithin(hours, at) === at

/** By the rules as they are written, and the clock on the wall. */
function isOpen(rules: readonly Rule[], { day, minute }: { day: number; minute: number }): boolean {
  return rules.some(({ days, from, to }) => {
    if (from < to) return days.includes(day) && from <= minute && minute < to
    return (days.includes(day) && minute >= from) || (days.includes((day + 6) % 7) && minute < to)
  })
}

describe('hours in a time zone', () => {
  it('cover an instant where the clock on the wall shows a time within them', () => {
    fc.assert(
      fc.property(RULES, fc.constantFrom(...ZONES), AT, (rules, zone, at) => {
        expect(isWithin(parseHours(textOf(rules, zone)), at)).toBe(isOpen(rules, wallClock(zone)(at)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('begin and end at the first minute that a search minute by minute finds', () => {
    fc.assert(
      fc.property(RULES, fc.constantFrom(...ZONES), AT, (rules, zone, at) => {
        const hours = parseHours(textOf(rules, zone))
        const wall = wallClock(zone)
        const open = isOpen(rules, wall(at))
        const edge = open ? nextOutside(hours, at) : nextWithin(hours, at)
        if (edge === undefined) {
          expect(hours.spans).toEqual([{ from: 0, to: 7 * 1_440 }])
          return
        }
        expect(isOpen(rules, wall(edge))).toBe(!open)
        expect(edge).toBeGreaterThan(at)
        expect(edge % MINUTE).toBe(0)
        for (let minute = edge - MINUTE; minute > Math.max(at, edge - DAY); minute -= MINUTE) {
          if (isOpen(rules, wall(minute)) !== open) expect(new Date(minute)).toBe(`still ${open}`)
        }
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('either contain an instant or end before it', () => {
    fc.assert(
      fc.property(RULES, fc.constantFrom(...ZONES), AT, (rules, zone, at) => {
        const hours = parseHours(textOf(rules, zone))
        expect(nextOutside(hours, at) === at).toBe(!isWithin(hours, at))
      }),
    )
  })

  it('begin when the clock jumps over their beginning, and count a repeated hour twice', () => {
    const night = parseHours('Su 02:30-03:30 Europe/Berlin')
    expect(nextWithin(night, Date.UTC(2026, 2, 29, 0))).toBe(Date.UTC(2026, 2, 29, 1))
    expect(nextOutside(night, Date.UTC(2026, 2, 29, 1))).toBe(Date.UTC(2026, 2, 29, 1, 30))
    expect(nextWithin(night, Date.UTC(2026, 9, 25, 0))).toBe(Date.UTC(2026, 9, 25, 0, 30))
    expect(nextOutside(night, Date.UTC(2026, 9, 25, 0, 30))).toBe(Date.UTC(2026, 9, 25, 1))
    expect(nextWithin(night, Date.UTC(2026, 9, 25, 1))).toBe(Date.UTC(2026, 9, 25, 1, 30))
  })

  it.each([
    ['Su 02:00-03:00 Europe/Berlin', '2026-03-22T02:00Z', '2026-04-05T00:00Z'],
    ['Su 01:15-01:45 Europe/London', '2026-03-22T01:45Z', '2026-04-05T00:15Z'],
    ['Su 02:00-02:30 Australia/Lord_Howe', '2026-09-26T16:00Z', '2026-10-10T15:00Z'],
  ])('begin in two weeks where the clock jumps over all of them: %s', (text, after, next) => {
    const hours = parseHours(text)
    expect(new Date(nextWithin(hours, Date.parse(after)))).toEqual(new Date(next))
    expect(isWithin(hours, Date.parse(next))).toBe(true)
  })

  it('have no end where they cover the whole week', () => {
    const always = parseHours('Mo-Su Europe/Berlin')
    expect(nextOutside(always, Date.UTC(2026, 2, 28))).toBeUndefined()
    expect(nextWithin(always, Date.UTC(2026, 2, 28))).toBe(Date.UTC(2026, 2, 28))
  })

  it('take a zone only where their text names none', () => {
    const at = Date.UTC(2026, 6, 6, 7, 30)
    expect(isWithin(inZone(parseHours('Mo 08:00-09:00'), 'UTC'), at)).toBe(false)
    expect(isWithin(inZone(parseHours('Mo 08:00-09:00'), 'Europe/London'), at)).toBe(true)
    expect(isWithin(inZone(parseHours('Mo 08:00-09:00 Europe/London'), 'UTC'), at)).toBe(true)
    expect(nextWithin(inZone(parseHours('Mo 08:00-09:00'), 'UTC'), at)).toBe(at + HOUR / 2)
  })
})
