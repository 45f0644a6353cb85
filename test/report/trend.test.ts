import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AlertRecord,
  HOUR,
  type MeasureSeries,
  MINUTE,
  type RunRecord,
  type StatusSeries,
} from '../../src/core/index.ts'
import { readIncidents } from '../../src/report/incidents.ts'
import { latencyOf } from '../../src/report/latency.ts'
import { classOf, statusesOf } from '../../src/report/statuses.ts'
import { readStepOrder } from '../../src/report/step-order.ts'
import { buildTrend } from '../../src/report/trend.ts'
import { type HistoryData, memoryHistory, NO_HISTORY } from '../support/history.ts'
import { outageNow } from '../support/scenarios.ts'
import { door, NOW } from './kit.ts'

function series(probe: string, step: string, measure: string, more: Partial<MeasureSeries> = {}): MeasureSeries {
  const quantiles = { n: 3, p50: 10.04, p95: 20.06, p99: 30 }
  return {
    ...{ target: 'sandbox', surface: probe, probe, step, measure, total: quantiles },
    buckets: [
      { at: NOW, ...quantiles },
      { at: NOW - MINUTE, ...quantiles },
    ],
    ...more,
  }
}

describe('latency', () => {
  it('keeps the steps in their order, each with its measures after it, and omits measures that are not times', () => {
    const latency = latencyOf({
      series: [
        series('chat', 'read', 'ttft_ms'),
        series('chat', 'open', 'duration_ms'),
        series('chat', 'read', 'tokens'),
        series('chat', 'read', 'duration_ms'),
        series('chat', 'open', 'server_ms'),
        series('login', 'submit', 'duration_ms'),
        series('login', 'empty', 'duration_ms', { total: { n: 0, p50: 0, p95: 0, p99: 0 } }),
      ],
      order: new Map([['sandbox/chat', ['open', 'read']]]),
      gapMs: () => 7,
    })
    expect(latency.map((probe) => [probe.title, probe.series.map((one) => `${one.step} ${one.measure}`)])).toEqual([
      ['Login', ['submit duration_ms']],
      ['Chat', ['open duration_ms', 'read duration_ms', 'read ttft_ms']],
    ])
    expect(latency[0]?.gapMs).toBe(7)
    expect(latency[0]?.series[0]?.points).toEqual([
      { at: NOW - MINUTE, p50: 10, p95: 20.1 },
      { at: NOW, p50: 10, p95: 20.1 },
    ])
  })

  it('takes the order of the steps from the newest good run', async () => {
    const data = outageNow()
    const measures = await memoryHistory(() => data).measures({ from: NOW - HOUR, to: NOW, bucketMs: MINUTE })
    const order = await readStepOrder(
      memoryHistory(() => data),
      measures.toReversed(),
    )
    expect(order.get('sandbox/login')).toEqual(['open the sign-in page', 'submit credentials', 'sign out'])
    expect(
      (
        await readStepOrder(
          memoryHistory(() => NO_HISTORY),
          measures,
        )
      ).get('sandbox/login'),
    ).toEqual([])
  })

  it('keeps the probes of one surface separate', () => {
    const fresh = series('login', 'submit', 'duration_ms', { probe: 'fresh' })
    const other = series('login', 'submit', 'duration_ms', { probe: 'signed-in' })
    expect(latencyOf({ series: [fresh, other], order: new Map(), gapMs: () => 1 }).map((probe) => probe.probe)).toEqual(
      ['fresh', 'signed-in'],
    )
  })

  it('draws at most twelve charts of a probe, however many steps it has', () => {
    const many = Array.from({ length: 40 }, (_, index) => series('chat', `step ${index}`, 'duration_ms'))
    expect(latencyOf({ series: many, order: new Map(), gapMs: () => 1 })[0]?.series).toHaveLength(12)
  })
})

describe('HTTP statuses', () => {
  it.each([
    ['200', 0],
    ['302', 1],
    ['404', 2],
    ['429', 3],
    ['500', 7],
    ['502', 4],
    ['529', 5],
    ['timeout', 8],
    ['network', 9],
    ['100', 6],
    ['0', 6],
    ['999', 6],
    ['20', 6],
    ['<b>', 6],
  ])('%s is of class %i', (status, place) => {
    expect(classOf(status)).toBe(place)
  })

  it('are neither lost nor invented when buckets are added up', () => {
    const range = { from: 0, to: 365 * 24 * HOUR, bucketMs: 24 * HOUR }
    const code = fc.constantFrom('200', '302', '404', '429', '500', '529', '0', 'timeout', 'network')
    const bucket = fc.tuple(fc.integer({ min: 0, max: 364 }), fc.dictionary(code, fc.integer({ min: 0, max: 900 })))
    fc.assert(
      fc.property(fc.array(bucket, { maxLength: 60 }), (found) => {
        const buckets = found.map(([day, counts]) => ({
          at: day * range.bucketMs,
          counts: new Map(Object.entries(counts)),
        }))
        const statuses: StatusSeries = { target: 't', surface: 'api', total: { '200': 1 }, buckets }
        const [mix] = statusesOf([statuses], range, () => HOUR)
        const sum = (values: readonly number[]) => values.reduce((total, n) => total + n, 0)
        expect(sum((mix?.buckets ?? []).flatMap((each) => each.counts))).toBe(
          sum(buckets.flatMap((each) => [...each.counts.values()])),
        )
        expect(mix?.buckets.length).toBeLessThanOrEqual(124)
      }),
    )
  })

  it('are shown in bars wide enough for a run each', () => {
    const buckets = [0, 1, 2, 3].map((minute) => ({ at: minute * MINUTE, counts: new Map([['200', 1]]) }))
    const statuses: StatusSeries = { target: 't', surface: 'api', total: { '200': 4 }, buckets }
    const [mix] = statusesOf([statuses], { from: 0, to: 4 * MINUTE, bucketMs: 10_000 }, () => 55_000)
    expect([mix?.bucketMs, mix?.buckets.length]).toEqual([MINUTE, 4])
  })

  it('of a surface that speaks no HTTP are not drawn', () => {
    const silent: StatusSeries = { target: 't', surface: 'cli', total: {}, buckets: [] }
    expect(statusesOf([silent], { from: 0, to: HOUR, bucketMs: MINUTE }, () => MINUTE)).toEqual([])
  })
})

describe('a surface with a frequent and a seldom probe', () => {
  const seldom = { probe: 'api-methods', everyMs: 15 * MINUTE, recent: [] }
  const api = door('api', 'operational', { probes: [{ probe: 'api', everyMs: MINUTE, recent: [] }, seldom] })
  const trend = () =>
    buildTrend(
      memoryHistory(() => outageNow()),
      { range: { from: NOW - HOUR, to: NOW }, surfaces: [api] },
    )

  it('shows its statuses in bars for the frequent one: a wider bar would begin before anything was measured', async () => {
    const mix = (await trend()).statuses.find((one) => one.surface === 'api')
    expect(mix?.bucketMs).toBe(MINUTE)
  })

  it('joins the times of each probe across its own gaps, not across those of the other', async () => {
    const gaps = (await trend()).latency.filter((one) => one.surface === 'api').map((one) => [one.probe, one.gapMs])
    expect(gaps.toSorted()).toEqual([
      ['api', 2.5 * MINUTE],
      ['api-methods', 37.5 * MINUTE],
    ])
  })
})

describe('alerts', () => {
  it('are those of the range, none that was planned before or after it', async () => {
    const alertAt = (at: number) => ({ key: `a${at}`, kind: 'opened', target: 't', at, headline: 'h', lines: [] })
    const planned = [NOW - 50 * HOUR, NOW - 48 * HOUR, NOW - 30 * HOUR, NOW - HOUR, NOW]
    const alerts = planned.map((at) => ({ ...alertAt(at), surfaces: [], links: [], deliveries: [] }) as AlertRecord)
    const within = async (from: number, to: number) => {
      const history = memoryHistory(() => ({ ...NO_HISTORY, alerts }))
      return (await buildTrend(history, { range: { from, to }, surfaces: [] })).alerts.map(({ at }) => at)
    }
    expect(await within(NOW - 48 * HOUR, NOW - 24 * HOUR)).toEqual([NOW - 30 * HOUR, NOW - 48 * HOUR])
    expect(await within(NOW - 24 * HOUR, NOW)).toEqual([NOW, NOW - HOUR])
  })
})

describe('incidents', () => {
  const read = (data: HistoryData) =>
    readIncidents(
      memoryHistory(() => data),
      { from: NOW - 24 * HOUR, to: NOW },
      data.witness ?? [],
    )

  it('are listed newest first, with number, timeline, reasons and evidence', async () => {
    const { total, shown } = await read(outageNow())
    expect([total, shown.map((one) => [one.number, one.title])]).toEqual([
      3,
      [
        [3, 'Login down, chat degraded'],
        [2, 'Console down, chat degraded'],
        [1, 'API degraded'],
      ],
    ])
    const [open] = shown
    expect(open?.resolvedAt).toBeUndefined()
    expect(open?.reasons[0]).toContain('2 of the last 2 runs failed')
    expect(open?.timeline.map((row) => row.kind)).toEqual(['opened', 'joined', 'page', 'page'])
    expect(open?.page).toEqual({ firstAt: NOW - 7 * MINUTE })
    expect(open?.surfaces.map((one) => [one.title, one.failure?.step])).toEqual([
      ['Login', 'submit credentials'],
      ['Chat', 'read the reply'],
    ])
    expect(open?.evidence).toHaveLength(4)
    expect(open?.evidence[0]?.artifacts.map((artifact) => artifact.kind)).toEqual(['screenshot', 'trace', 'console'])
  })

  it('take no evidence from runs of another time or target', async () => {
    const data = outageNow()
    const runs = data.runs.map((run): RunRecord => (run.trigger === 'confirm' ? { ...run, target: 'other' } : run))
    const { shown } = await read({ ...data, runs })
    expect(shown.flatMap((one) => one.evidence)).toEqual([])
    const whole = await read(data)
    const last = whole.shown[2]
    for (const run of last?.evidence ?? []) expect(run.at).toBeLessThan((last?.resolvedAt ?? 0) + 2 * MINUTE)
  })

  it('that are open are listed, however many began after them', async () => {
    const data = outageNow()
    const over = data.incidents.find(({ resolvedAt }) => resolvedAt !== undefined)
    if (!over) throw new Error('the scenario has an incident that is over')
    const { resolvedAt: _, ...open } = { ...over, name: 'old', impactAt: NOW - 9 * HOUR, openedAt: NOW - 9 * HOUR }
    const newer = Array.from({ length: 60 }, (_none, index) => ({
      ...{ ...over, name: `i${index}`, impactAt: NOW - (index + 1) * MINUTE, openedAt: NOW - index * MINUTE },
      resolvedAt: NOW,
    }))
    const { total, shown } = await read({ ...data, incidents: [open, ...newer] })
    expect([total, shown.length, shown.at(-1)?.name, shown.at(-1)?.number]).toEqual([61, 40, 'old', 1])
    expect(shown[0]).toMatchObject({ name: 'i0', number: 61 })
  })

  it('beyond forty are counted, not listed', async () => {
    const data = outageNow()
    const [first] = data.incidents
    if (!first) throw new Error('the scenario has incidents')
    const incidents = Array.from({ length: 70 }, (_, index) => ({
      ...first,
      ...{ name: `i${index}`, impactAt: NOW - (index + 1) * MINUTE, openedAt: NOW - index * MINUTE, resolvedAt: NOW },
    }))
    const { total, shown } = await read({ ...data, incidents })
    expect([total, shown.length, shown[0]?.number, shown[39]?.number]).toEqual([70, 40, 70, 31])
  })
})
