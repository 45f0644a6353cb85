import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../../src/core/index.ts'
import { buildMonth } from '../../../src/report/index.ts'
import { monthNamed, monthOf } from '../../../src/report/period/calendar-month.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { LATE_PAGE, NOW, oneYear, outageNow } from '../../support/scenarios.ts'

const iso = (at: number) => new Date(at).toISOString()

describe('a month', () => {
  it('begins and ends at midnight in the zone, across a clock change', () => {
    const march = monthNamed('2026-03', 'Europe/Berlin', NOW)
    expect([iso(march.from), iso(march.to)]).toEqual(['2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'])
    expect(march.title).toBe('March 2026')
    expect([iso(march.before.from), march.before.title]).toEqual(['2026-01-31T23:00:00.000Z', 'February 2026'])
    const january = monthNamed('2026-01', 'Asia/Kolkata', NOW)
    expect([iso(january.from), january.before.title]).toEqual(['2025-12-31T18:30:00.000Z', 'December 2025'])
  })

  it('is refused where it is none, or has not begun', () => {
    for (const text of ['2026-13', '2026-3', 'March', '', '2026-03-01', '0050-03']) {
      expect(() => monthNamed(text, 'UTC', NOW)).toThrow('is not a month')
    }
    expect(() => monthNamed('2027-01', 'UTC', NOW)).toThrow('January 2027 has not begun')
  })

  it('joins the next one without gap or overlap, in every zone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Pacific/Apia')
    fc.assert(
      fc.property(zones, fc.integer({ min: 2000, max: 2025 }), fc.integer({ min: 1, max: 12 }), (zone, year, month) => {
        const name = `${year}-${String(month).padStart(2, '0')}`
        const span = monthNamed(name, zone, NOW)
        expect(monthOf(span.from, zone)).toBe(name)
        expect(monthOf(span.to - 1, zone)).toBe(name)
        expect(monthOf(span.to, zone)).not.toBe(name)
        expect(span.before.to).toBe(span.from)
      }),
      { numRuns: 60 },
    )
  })
})

/** Played once. */
const [YEAR, OUTAGE] = [oneYear(), outageNow()]

const build = (month: string, data = YEAR) =>
  buildMonth(
    memoryHistory(() => data),
    { month, timezone: 'UTC', now: NOW },
  )

describe('the report of a month', () => {
  it('counts the incidents that began in it, and means over them', async () => {
    const month = await build('2026-06')
    const [from, to] = [Date.UTC(2026, 5, 1), Date.UTC(2026, 6, 1)]
    const begun = YEAR.incidents.filter(({ impactAt }) => impactAt >= from && impactAt < to)
    expect(month.current.incidents).toBe(begun.length)
    expect(begun.length).toBeGreaterThan(0)
    const mean = begun.reduce((sum, { openedAt, impactAt }) => sum + openedAt - impactAt, 0) / begun.length
    expect(month.current.mttdMs).toBe(mean)
    expect(month.open).toBe(false)
    expect(month.incidents.map(({ lastedMs }) => lastedMs)).toEqual(
      month.incidents.map(({ lastedMs }) => lastedMs).toSorted((a, b) => b - a),
    )
  })

  it('says that an open month is not over, and compares it with the same days of the month before', async () => {
    const month = await build('2026-11')
    expect([month.open, month.at]).toEqual([true, NOW])
    expect(month.before.runs).toBeGreaterThan(0)
    expect(month.before.runs / month.current.runs).toBeCloseTo(1, 1)
  })

  it('says since when it was measured', async () => {
    expect((await build('2026-11', OUTAGE)).measuredFrom).toBe(NOW - 26 * HOUR)
    expect(await build('2026-06')).not.toHaveProperty('measuredFrom')
  })

  it('has at most three findings, the worst surface first', async () => {
    const month = await build('2026-11', OUTAGE)
    expect(month.findings.length).toBeGreaterThan(1)
    expect(month.findings.length).toBeLessThanOrEqual(3)
    expect(month.findings[0]).toMatch(/^Console was down longest, for 1 h 30 min\./)
    expect(month.findings[1]).toMatch(
      /^The status page reported 1 of \d incidents, in the median .* after us\. It was green for/,
    )
  })

  it('judges each status page: lag, silence, and green while we saw trouble', async () => {
    const month = await build('2026-11', OUTAGE)
    expect(month.pages).toMatchObject([{ target: 'sandbox', postmortems: 0 }])
    expect(month.pages[0]?.silent).toBeGreaterThan(0)
    expect(month.pages[0]?.greenMs).toBeGreaterThan(HOUR)
    const posts = [
      ...LATE_PAGE.posts,
      ...LATE_PAGE.posts.map((post) => ({ ...post, post: 'u9', status: 'postmortem' as const })),
    ]
    const published = await build('2026-11', { ...OUTAGE, witness: [{ ...LATE_PAGE, posts }] })
    expect(published.pages[0]?.postmortems).toBe(1)
  })

  it('names no cost without a plan', async () => {
    expect(await build('2026-11', OUTAGE)).not.toHaveProperty('cost')
  })

  it('is honest without any history', async () => {
    const month = await build('2026-11', NO_HISTORY)
    expect(month.findings).toEqual(['Nothing was measured in this month.'])
    expect(month.current).toEqual({ runs: 0, incidents: 0, troubleMs: 0 })
    expect(month.to - month.from).toBe(30 * DAY)
  })
})
