import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { monthNamed, monthOf } from '../../../src/report/period/calendar-month.ts'

const LATER = Date.UTC(2100, 0, 1)
const iso = (at: number) => new Date(at).toISOString()

describe('a calendar month', () => {
  it.each([
    ['2026-03', 'UTC', '2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z', 'March 2026'],
    ['2026-03', 'Europe/Berlin', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z', 'March 2026'],
    ['2026-12', 'Asia/Kathmandu', '2026-11-30T18:15:00.000Z', '2026-12-31T18:15:00.000Z', 'December 2026'],
    ['2024-02', 'America/New_York', '2024-02-01T05:00:00.000Z', '2024-03-01T05:00:00.000Z', 'February 2024'],
    // Clocks go from 23:59 to 1:00 on the first of October.
    ['2023-10', 'America/Asuncion', '2023-10-01T04:00:00.000Z', '2023-11-01T03:00:00.000Z', 'October 2023'],
  ])('%s in %s is from %s to %s', (name, zone, from, to, title) => {
    const month = monthNamed(name, zone, LATER)
    expect([iso(month.from), iso(month.to), month.title, month.name]).toEqual([from, to, title, name])
  })

  it('begins and ends where the clock of its zone says so, next to its neighbours, in any zone', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    const months = fc.tuple(fc.integer({ min: 1996, max: 2037 }), fc.integer({ min: 1, max: 12 }))
    fc.assert(
      fc.property(fc.constantFrom(...zones), months, (zone, [year, number]) => {
        const name = `${year}-${String(number).padStart(2, '0')}`
        const month = monthNamed(name, zone, LATER)
        expect(monthOf(month.from, zone)).toBe(name)
        expect(monthOf(month.from - 1, zone)).not.toBe(name)
        expect(month.before.to).toBe(month.from)
        const next = monthNamed(monthOf(month.to, zone), zone, LATER)
        expect([next.from, next.before.from, next.before.title]).toEqual([month.to, month.from, month.title])
      }),
      { numRuns: 60 },
    )
  })

  it.each(['2026', '2026-00', '2026-13', '2026-3', '0026-03', '2026-03-01', 'March', '', ' 2026-03', '２０２６-03'])(
    'is none that is called %j',
    (name) => {
      expect(() => monthNamed(name, 'UTC', LATER)).toThrow(expect.objectContaining({ code: 'range' }))
    },
  )

  it('can be read from its first moment on', () => {
    const { from } = monthNamed('2026-11', 'Europe/Berlin', LATER)
    expect(monthNamed('2026-11', 'Europe/Berlin', from).from).toBe(from)
    expect(() => monthNamed('2026-11', 'Europe/Berlin', from - 1)).toThrow('November 2026 has not begun')
  })
})
