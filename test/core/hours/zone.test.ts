import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, openZone, SECOND, WIDEST_OFFSET_MS } from '../../../src/core/index.ts'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
] as const
const opened = new Map(ZONES.map((name) => [name, openZone(name)]))
const clocks = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' }),
  ]),
)

/** '25/10/2026, 02:30:00' in the zone. */
const clock = (name: (typeof ZONES)[number], at: number) => clocks.get(name)?.format(at)
const offset = (name: (typeof ZONES)[number], at: number) => opened.get(name)?.spanAt(at).offsetMs ?? Number.NaN

describe('a time zone', () => {
  it.each([
    ['UTC', Date.UTC(2026, 6, 1), 0],
    ['Europe/Berlin', Date.UTC(2026, 0, 1), HOUR],
    ['Europe/Berlin', Date.UTC(2026, 6, 1), 2 * HOUR],
    ['Asia/Kolkata', Date.UTC(2026, 6, 1), 5.5 * HOUR],
    ['America/New_York', Date.UTC(2026, 0, 1), -5 * HOUR],
    ['Australia/Lord_Howe', Date.UTC(2026, 0, 1), 11 * HOUR],
  ] as const)('%s has its offset', (name, at, ms) => {
    expect(offset(name, at)).toBe(ms)
  })

  it('changes to the second', () => {
    const change = Date.UTC(2026, 9, 25, 1)
    expect(offset('Europe/Berlin', change - 1)).toBe(2 * HOUR)
    expect(offset('Europe/Berlin', change)).toBe(HOUR)
    expect(opened.get('Europe/Berlin')?.spanAt(change - HOUR).until).toBe(change)
  })

  it('changes by half an hour where it does', () => {
    const change = Date.UTC(2026, 3, 4, 15)
    expect(offset('Australia/Lord_Howe', change - SECOND) - offset('Australia/Lord_Howe', change)).toBe(30 * MINUTE)
  })

  it('skipped a whole day once', () => {
    const change = Date.UTC(2011, 11, 30, 10)
    expect(offset('Pacific/Apia', change) - offset('Pacific/Apia', change - SECOND)).toBe(DAY)
    expect(DAY).toBeLessThanOrEqual(WIDEST_OFFSET_MS)
  })

  it('has the offset that its clock shows, at any time', () => {
    const at = fc.integer({ min: Date.UTC(2020, 0, 1) / SECOND, max: Date.UTC(2035, 0, 1) / SECOND })
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), at, (name, seconds) => {
        const local = seconds * SECOND + offset(name, seconds * SECOND)
        expect(clock(name, seconds * SECOND)).toBe(clock('UTC', local))
      }),
      { numRuns: 60 },
    )
  })

  it('has one offset up to the end of each span, which is within the day', () => {
    const at = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) })
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), at, (name, time) => {
        const span = opened.get(name)?.spanAt(time)
        if (!span) throw new Error(name)
        expect(span.until).toBeGreaterThan(time)
        expect(span.until).toBeLessThanOrEqual((Math.floor(time / DAY) + 1) * DAY)
        expect(offset(name, span.until - 1)).toBe(span.offsetMs)
      }),
      { numRuns: 60 },
    )
  })

  it('is refused where Intl has none of the name', () => {
    expect(() => openZone('Mars/Olympus')).toThrow(RangeError)
  })
})
