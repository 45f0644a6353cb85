import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '../../src/core/index.ts'
import { chosenRange, isQueryProblem, queryProblemPage, spanOf } from '../../src/report/index.ts'
import { NOW } from './kit.ts'

const BERLIN = { timezone: 'Europe/Berlin', now: NOW }
const iso = ({ from, to }: { readonly from: number; readonly to: number }) =>
  [from, to].map((at) => new Date(at).toISOString())
const days = (from: string, to: string) => {
  const chosen = chosenRange({ from, to }, BERLIN)
  if (typeof chosen !== 'object' || isQueryProblem(chosen)) throw new Error(`${from} to ${to} is ${chosen}`)
  return chosen
}

describe('a range in an address', () => {
  it('is a named one, days, or nothing', () => {
    expect(chosenRange({ since: '7d' }, BERLIN)).toBe('7d')
    expect(chosenRange({ since: '1w', from: '', to: '' }, BERLIN)).toBe('7d')
    expect(chosenRange({}, BERLIN)).toBeUndefined()
  })

  it('holds both days whole, at midnight in the zone, across a clock change', () => {
    expect(iso(days('2026-03-28', '2026-03-29'))).toEqual(['2026-03-27T23:00:00.000Z', '2026-03-29T22:00:00.000Z'])
    expect(days('2026-03-28', '2026-03-29').words).toEqual({ from: '2026-03-28', to: '2026-03-29' })
  })

  it.each([
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z', '2026-03-29T21:00:00.000Z'],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z'],
  ])('in %s begins after the midnight that a clock change skips on %s', (timezone, day, from, to) => {
    const chosen = chosenRange({ from: day, to: day }, { timezone, now: NOW })
    if (typeof chosen !== 'object' || isQueryProblem(chosen)) throw new Error('refused')
    expect(iso(chosen)).toEqual([from, to])
  })

  it('takes times as well, and ends now where no end is given or it lies ahead', () => {
    expect(iso(days('2026-03-02T11:30:00Z', '2026-03-02T12:00:00+01:00'.replace('12', '13')))).toEqual([
      '2026-03-02T11:30:00.000Z',
      '2026-03-02T12:00:00.000Z',
    ])
    expect(iso(days('2026-03-02T11:30Z', '2026-03-02T11:30:20+00:00'))).toEqual([
      '2026-03-02T11:30:00.000Z',
      '2026-03-02T11:30:20.000Z',
    ])
    expect(days('2026-11-01', '').to).toBe(NOW)
    expect(days('2026-11-01', '2026-12-24').to).toBe(NOW)
  })

  it('takes a time without a zone as one of the configured zone, and ends exactly there', () => {
    expect(iso(days('2026-03-02T12:30', '2026-03-02 13:00'))).toEqual([
      '2026-03-02T11:30:00.000Z',
      '2026-03-02T12:00:00.000Z',
    ])
    expect(iso(days('2026-07-01', '2026-07-01T12:00:30'))).toEqual([
      '2026-06-30T22:00:00.000Z',
      '2026-07-01T10:00:30.000Z',
    ])
    expect(days('2026-03-02T12:30', '2026-03-02 13:00').words).toEqual({
      ...{ from: '2026-03-02T12:30', to: '2026-03-02 13:00' },
    })
  })

  it('takes the hour 24 as the midnight that ends the day', () => {
    expect(iso(days('2026-03-02T00:00', '2026-03-02T24:00'))).toEqual(iso(days('2026-03-02', '2026-03-02')))
  })

  it('takes a time that the clocks skip as that of the change', () => {
    expect(iso(days('2026-03-29T01:59', '2026-03-29T02:30'))).toEqual([
      '2026-03-29T00:59:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ])
  })

  it('is the minute that was typed, whatever the zone', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland')
    fc.assert(
      fc.property(zone, fc.integer({ min: 5, max: 500_000 }), (timezone, minutesAgo) => {
        const at = Math.floor(NOW / MINUTE - minutesAgo) * MINUTE
        const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })
        const typed = format.format(at)
        const chosen = chosenRange({ from: typed.replace(' ', 'T') }, { timezone, now: NOW })
        if (typeof chosen !== 'object' || isQueryProblem(chosen)) throw new Error(`refused ${typed}`)
        // An hour comes twice when the clocks are set back: either is what was typed.
        expect(format.format(chosen.from)).toBe(typed)
      }),
    )
  })

  it.each([
    ['2026-02-30', '', 'from', 'a date such as 2026-11-01'],
    ['2026-11-24', '2026-11-25', 'from', 'a date or time in the past'],
    ['2026-11-03', '2026-11-01', 'to', 'a date or time after from'],
    ['1990-01-01', '', 'from', 'at most 3660 days before to'],
    ['yesterday', '', 'from', 'a date such as 2026-11-01'],
    ['', '2026-11-01', 'from', 'a date such as 2026-11-01'],
    ['2026-11-01', 'today', 'to', 'a time such as 2026-11-01T12:00, or nothing for now'],
    ['2026-11-01T25:00', '', 'from', 'a time such as 2026-11-01T12:00'],
    ['2026-11-31T12:00', '', 'from', 'a time such as 2026-11-01T12:00'],
    ['2026-11-01T12', '', 'from', 'a time such as 2026-11-01T12:00'],
    ['2026-11-03T12:00', '2026-11-03T11:59', 'to', 'a date or time after from'],
    ['5', '6', 'from', 'a date such as 2026-11-01'],
  ])('refuses %s to %s, and names the parameter and what it takes', (from, to, parameter, expected) => {
    const value = parameter === 'from' ? from : to
    expect(chosenRange({ from, to }, BERLIN)).toEqual({
      ...{ parameter, value },
      expected: expect.stringContaining(expected),
    })
  })

  it('refuses a name that no range has', () => {
    const problem = { parameter: 'since', value: '5y', expected: 'one of 15m, 1h, 6h, 24h, 7d, 30d, 90d, 1y' }
    expect(chosenRange({ since: '5y' }, BERLIN)).toEqual(problem)
    expect(queryProblemPage(problem, '/?since=24h')).toEqual({
      text: 'The parameter since is not valid.',
      hint: `The address says since=5y. Expected: ${problem.expected}. An example that works:`,
      links: [{ href: '/?since=24h', text: '/?since=24h' }],
    })
  })

  it('is quoted on one short line, whatever was given', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const chosen = chosenRange({ from: `x${text}` }, BERLIN)
        if (!isQueryProblem(chosen)) throw new Error('taken')
        expect(chosen.value.length).toBeLessThanOrEqual(40)
        expect(chosen.value).not.toMatch(/[\r\n\0]/)
      }),
    )
  })

  it('is whole days long in UTC, whatever the days', () => {
    const day = fc.integer({ min: 1, max: 3_000 }).map((ago) => new Date(NOW - ago * DAY).toISOString().slice(0, 10))
    fc.assert(
      fc.property(day, day, (one, other) => {
        const [from = '', to = ''] = [one, other].toSorted()
        const chosen = chosenRange({ from, to }, { timezone: 'UTC', now: NOW })
        if (typeof chosen !== 'object' || isQueryProblem(chosen)) throw new Error('refused')
        const span = spanOf(chosen, NOW)
        expect((span.to - span.from) % DAY).toBe(0)
        expect(span.to - span.from).toBeGreaterThanOrEqual(DAY)
      }),
    )
  })
})
