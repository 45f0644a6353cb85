import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, firstInstantOf, HOUR, openZone } from '../../../src/core/index.ts'

const iso = (zone: string, local: string) =>
  new Date(firstInstantOf(openZone(zone), Date.parse(`${local}Z`))).toISOString()

describe('the first instant of a wall-clock time', () => {
  it.each([
    ['UTC', '2026-03-08T00:00', '2026-03-08T00:00:00.000Z', 'has that time'],
    ['Europe/Berlin', '2026-07-01T00:00', '2026-06-30T22:00:00.000Z', 'has that time in summer'],
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z', 'is the first of two'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00:00.000Z', 'is the change that skips it'],
    ['America/Havana', '2026-03-08T00:00', '2026-03-08T05:00:00.000Z', 'is the change that skips midnight'],
    ['America/Santiago', '2026-09-06T00:00', '2026-09-06T04:00:00.000Z', 'is the change that skips midnight'],
    ['Asia/Beirut', '2026-03-29T00:00', '2026-03-28T22:00:00.000Z', 'is the change that skips midnight'],
    ['America/Havana', '2026-11-01T00:00', '2026-11-01T04:00:00.000Z', 'is the first of two midnights'],
    ['Pacific/Apia', '2011-12-30T00:00', '2011-12-30T10:00:00.000Z', 'is the change that skips a day'],
    ['Pacific/Kiritimati', '2026-01-01T00:00', '2025-12-31T10:00:00.000Z', 'is furthest ahead of UTC'],
    ['Etc/GMT+12', '2026-01-01T00:00', '2026-01-01T12:00:00.000Z', 'is furthest behind UTC'],
  ])('in %s %s is %s: it %s', (zone, local, instant) => {
    expect(iso(zone, local)).toBe(instant)
  })

  it('is the first at which the clock reads it or more, in any zone', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    const days = fc.integer({ min: Date.UTC(1996, 0, 1) / DAY, max: Date.UTC(2040, 0, 1) / DAY })
    fc.assert(
      fc.property(fc.constantFrom(...zones), days, fc.integer({ min: 0, max: 23 }), (name, day, hour) => {
        const zone = openZone(name)
        const local = day * DAY + hour * HOUR
        const clockAt = (at: number) => at + zone.spanAt(at).offsetMs
        const instant = firstInstantOf(zone, local)
        expect(clockAt(instant)).toBeGreaterThanOrEqual(local)
        expect(clockAt(instant - 1)).toBeLessThan(local)
      }),
    )
  })
})
