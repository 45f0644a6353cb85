import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'
import { buildReport, renderReport } from '../../src/report/index.ts'
import { memoryHistory, NO_HISTORY } from '../support/history.ts'
import { buildModelOf, modelOf, PLANS, pageOf } from '../support/pages.ts'
import { failureOf, NOW } from '../support/scenarios.ts'
import { PROBES, play } from '../support/world.ts'

describe('the report', () => {
  it('of a small history is, number by number, the model that was checked by hand', async () => {
    const login = PROBES.filter((probe) => probe.surface === 'login')
    const failure = failureOf('server_error', 'HTTP 500', { step: 'submit credentials', httpStatus: 500 })
    const data = play({
      ...{ target: 'sandbox', from: NOW - 50 * MINUTE, now: NOW, everyMs: 5 * MINUTE, probes: login },
      troubles: [{ surface: 'login', from: NOW - 20 * MINUTE, to: NOW - 10 * MINUTE, state: 'down', failure }],
    })
    const model = await buildReport(
      memoryHistory(() => data),
      {
        ...{ range: { from: NOW - HOUR, to: NOW }, now: NOW, timezone: 'Europe/Berlin', location: 'office' },
        monitor: { version: '0.1.0' },
      },
    )
    await expect(`${JSON.stringify(model, null, 1)}\n`).toMatchFileSnapshot('./report-model.golden.json')
  })

  it.each(['empty', 'outage', 'hostile'])('of the same rows is the same bytes: %s', async (name) => {
    const model = await modelOf(name)
    expect(renderReport(model, { live: false })).toBe(renderReport(await buildModelOf(name), { live: false }))
    expect(renderReport(JSON.parse(JSON.stringify(model)), { live: false })).toBe(renderReport(model, { live: false }))
  })

  it('of a year is cut to at most 371 points a line and stays under 600 kB', async () => {
    const model = await modelOf('year')
    const points = model.trend.latency.flatMap((probe) => probe.series.map((one) => one.points.length))
    expect(points.length).toBeGreaterThan(10)
    expect(Math.max(...points)).toBeLessThanOrEqual(371)
    expect(Math.max(...points)).toBeGreaterThan(300)
    expect(Math.max(...model.trend.statuses.map((mix) => mix.buckets.length))).toBeLessThanOrEqual(124)
    expect(Buffer.byteLength(await pageOf('year'))).toBeLessThan(600_000)
  })

  it('of a year of restless minutes is no larger: what cannot be distinguished is drawn as one', async () => {
    const year = { from: NOW - 365 * DAY, to: NOW }
    const length = (year.to - year.from) / 50_000
    const states = Array.from({ length: 50_000 }, (_, index) => ({
      ...{ target: 'sandbox', surface: 'login', state: index % 2 === 0 ? ('down' as const) : ('operational' as const) },
      ...{ from: year.from + index * length, to: year.from + (index + 1) * length },
    }))
    const counts = { passed: 1, slow: 0, failed: 0, error: 0, skipped: 0 }
    const buckets = Array.from({ length: 367 }, (_, index) => ({
      at: Math.floor(year.from / DAY + index) * DAY,
      counts,
      slots: { good: 1, failed: 0, unmeasured: 0 },
    }))
    const outcomes = [{ target: 'sandbox', surface: 'login', total: counts, buckets }]
    const history = { ...memoryHistory(() => NO_HISTORY), states: async () => states, outcomes: async () => outcomes }
    const model = await buildReport(history, {
      ...{ range: year, now: NOW, timezone: 'UTC', location: 'office', monitor: { version: '0.1.0' }, plans: PLANS },
    })
    const [lane] = model.trend.lanes
    expect(lane?.downMs).toBeCloseTo(lane?.measuredMs ? lane.measuredMs / 2 : 0, -5)
    expect(lane?.spans.length).toBeLessThanOrEqual(1_001)
    expect(lane?.spans.reduce((sum, one) => sum + (one.state === 'down' ? one.merged : 0), 0)).toBe(25_000)
    expect(Buffer.byteLength(renderReport(model, { live: false }))).toBeLessThan(600_000)
  })

  it('of nothing is a page that says what to expect', async () => {
    const page = await pageOf('empty')
    for (const words of ['Nothing measured yet.', 'Each has a lane here', 'None in the last 24 hours.']) {
      expect(page).toContain(words)
    }
  })

  it('gives times in the zone that was asked for, with its offset', async () => {
    const model = await modelOf('calm', 'Asia/Kolkata')
    const page = renderReport(model, { live: false })
    expect(page).toContain('Tuesday 24 November 2026')
    expect(page).toContain('02:35:00')
    expect(page).toContain('UTC+05:30')
  })
})
