import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LaneLegend } from '../../../dashboards/charts/lane-legend.tsx'
import { LaneTrack, spanWords } from '../../../dashboards/charts/lane-track.tsx'
import { LatencyChart } from '../../../dashboards/charts/latency-chart.tsx'
import { PageTrack } from '../../../dashboards/charts/page-track.tsx'
import { RunStrip } from '../../../dashboards/charts/run-strip.tsx'
import { StatusBars } from '../../../dashboards/charts/status-bars.tsx'
import { TimeAxis } from '../../../dashboards/charts/time-axis.tsx'
import type { LaneSpan, RunDot } from '../../../dashboards/model/model.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/index.ts'
import { FAILURE, HOSTILE, html, incident, lane, links, NOW, view } from '../kit.ts'

const scale = { from: NOW - DAY, to: NOW }
const numbers = (drawn: string, name: string) =>
  [...drawn.matchAll(new RegExp(`${name}="(-?[\\d.]+)%?"`, 'g'))].map(([, value]) => Number(value))

describe('the lane of a surface', () => {
  const span = (changes: Partial<LaneSpan> = {}): LaneSpan => ({
    ...{ state: 'down', from: NOW - 2 * HOUR, to: NOW - HOUR, merged: 1, failure: FAILURE },
    ...changes,
  })
  const track = (spans: readonly LaneSpan[], incidents = [incident()]) =>
    html(LaneTrack({ lane: lane({ spans }), scale, incidents, view: view() }))

  it('says in words what a stretch was', () => {
    expect(spanWords(span(), lane(), view())).toBe('Login down, 19:05 to 20:05, 1 h: HTTP 500 at "submit credentials"')
    const { failure: _, ...bare } = span({ state: 'degraded', merged: 4 })
    expect(spanWords(bare, lane(), view())).toBe('Login degraded, 19:05 to 20:05, 1 h, 4 times')
    expect(spanWords({ ...bare, troubleMs: 12 * MINUTE }, lane(), view())).toBe(
      'Login degraded, 19:05 to 20:05, 1 h, 4 times for 12 min in all',
    )
  })

  it('leads from trouble to its incident, else to the table', () => {
    expect(links(track([span()]))).toEqual(['#claude-20261123-193500'])
    expect(links(track([span()], [incident({ target: 'openai' })]))).toEqual(['#changes'])
    expect(links(track([span({ from: NOW - 9 * HOUR, to: NOW - 8 * HOUR })]))).toEqual(['#changes'])
  })

  it('draws trouble over what was quiet, and nothing before the first run', () => {
    const spans = [span({ state: 'unwatched' }), span(), span({ state: 'operational' }), span({ state: 'maintenance' })]
    expect([...track(spans).matchAll(/class="is-([\w-]+)/g)].map(([, state]) => state)).toEqual([
      'operational',
      'maintenance',
      'down',
    ])
  })

  it('shows a trouble of a second in a year, within the drawing', () => {
    const year = { from: NOW - 365 * DAY, to: NOW }
    const short = span({ from: NOW - 1_000, to: NOW })
    const drawn = html(LaneTrack({ lane: lane({ spans: [short] }), scale: year, incidents: [], view: view() }))
    const [width = 0] = numbers(drawn.slice(drawn.indexOf('<rect')), 'width')
    const [x = 0] = numbers(drawn.slice(drawn.indexOf('<rect')), 'x')
    expect(width).toBeGreaterThanOrEqual(0.2)
    expect(x + width).toBeLessThanOrEqual(100)
    expect(drawn).toContain('is-down thin')
  })

  it('stays within the drawing, whatever the stretches', () => {
    const at = fc.integer({ min: -2 * DAY, max: DAY })
    fc.assert(
      fc.property(at, at, (a, b) => {
        const drawn = track([span({ from: NOW + Math.min(a, b), to: NOW + Math.max(a, b) })])
        const rect = drawn.slice(drawn.indexOf('<rect'))
        const [x = -1] = numbers(rect, 'x')
        const [width = 101] = numbers(rect, 'width')
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x + width).toBeLessThanOrEqual(100.01)
      }),
      { numRuns: 50 },
    )
  })

  it('explains the states that occur, open and down always', () => {
    const legend = html(LaneLegend({ lanes: [lane({ spans: [span({ state: 'maintenance' })] })] }))
    expect([...legend.matchAll(/<rect class="is-(\w+)"/g)].map(([, state]) => state)).toEqual([
      'operational',
      'down',
      'maintenance',
    ])
  })
})

describe('the lane of a status page', () => {
  it('draws partial outages lower than major ones, and a flag for each post', () => {
    const at = (claim: string, from: number) => ({ claim, from: NOW - from, to: NOW - from + HOUR }) as never
    const spans = [at('operational', 9 * HOUR), at('partial_outage', 5 * HOUR), at('major_outage', 3 * HOUR)]
    const posts = [{ at: NOW - HOUR, status: 'investigating', name: HOSTILE }] as never
    const drawn = html(PageTrack({ page: { target: 'claude', spans, posts, greenMs: 0 }, scale, view: view() }))
    expect([...drawn.matchAll(/class="is-(\w+)"/g)].map(([, state]) => state)).toEqual([
      'operational',
      'degraded',
      'down',
    ])
    expect(drawn).toContain('data-tip="Status page: major outage, 18:05 to 19:05"')
    // What the page called operational needs no name: readers look for trouble.
    expect([...drawn.matchAll(/role="img" aria-label="Status page: ([\w ]+),/g)].map(([, words]) => words)).toEqual([
      'partial outage',
      'major outage',
    ])
    expect(drawn).toContain('Status page, investigating at 20:05: &lt;img')
    expect(drawn).not.toContain('<img')
  })
})

describe('the strip of newest runs', () => {
  const dot = (outcome: RunDot['outcome'], durationMs = 1_000): RunDot => ({
    at: NOW,
    outcome,
    durationMs,
    trigger: 'schedule',
  })

  it('says how many runs were what, and how long half of them took', () => {
    const runs = [dot('passed', 800), dot('failed', 30_000), dot('passed', 1_200), dot('error', 5)]
    expect(html(RunStrip({ runs }))).toContain(
      'aria-label="Last 4 runs: 2 passed, 1 failed, 1 could not measure; half took less than 1.2 s."',
    )
  })

  it('draws the newest forty, the last one at the right end', () => {
    const drawn = html(RunStrip({ runs: Array.from({ length: 60 }, () => dot('passed')) }))
    expect(drawn).toContain('Last 40 runs: 40 passed')
    expect(drawn.match(/M[\d.]+ 30v/g)).toHaveLength(40)
    expect(html(RunStrip({ runs: [dot('passed')] }))).toContain('M195.5 30v-26h4v26z')
  })

  it('is as high as the longest run that did not fail, so that a timeout does not flatten the others', () => {
    const drawn = html(RunStrip({ runs: [dot('passed', 500), dot('slow', 1_000), dot('failed', 60_000)] }))
    expect(drawn).toContain('<path class="run-passed" d="M185.5 30v-13h4v13z"')
    expect(drawn).toContain('<path class="run-slow" d="M190.5 30v-26h4v26z"')
    expect(drawn).toContain('<path class="run-failed" d="M195.5 30V5l2-5 2 5V30z"')
  })

  it('says that there is none yet', () => {
    expect(html(RunStrip({ runs: [] }))).toBe('<p class="strip-empty">No run yet</p>')
  })
})

describe('the bars of HTTP answers', () => {
  const bars = (counts: readonly number[], total: Record<string, number> = { '200': 1 }) =>
    html(
      StatusBars({
        mix: {
          target: 't',
          surface: 'a',
          title: 'API',
          bucketMs: HOUR,
          total,
          buckets: [{ at: NOW - 2 * HOUR, counts }],
        },
        scale,
      }),
    )
  /** The heights of the classes that are drawn. */
  const heights = (drawn: string) => [...drawn.matchAll(/h\d+v(\d+)h-/g)].map(([, height]) => Number(height))

  it('are as high as the share of each class, and all of them as high as the drawing', () => {
    expect(heights(bars([50, 0, 25, 0, 25, 0, 0, 0]))).toEqual([30, 15, 15])
  })

  it('show one error in a thousand answers', () => {
    expect(heights(bars([999, 0, 0, 0, 1, 0, 0, 0]))).toEqual([57, 3])
  })

  it('take the height of rare classes from several frequent ones', () => {
    expect(heights(bars([9_941, 7_517, 1, 9_862, 1, 9_824, 9_778, 1]))).toEqual([10, 10, 3, 10, 3, 10, 11, 3])
  })

  it('draw nothing where nothing was answered', () => {
    expect(heights(bars([0, 0, 0, 0, 0, 0, 0, 0]))).toEqual([])
  })

  it('always fill the drawing and never leave it, whatever was answered', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 8, maxLength: 8 }), (counts) => {
        fc.pre(counts.some((count) => count > 0))
        const drawn = heights(bars(counts))
        expect(drawn.reduce((sum, height) => sum + height, 0)).toBe(60)
        expect(Math.min(...drawn)).toBeGreaterThanOrEqual(3)
      }),
      { numRuns: 60 },
    )
  })

  it('say in words what was answered, at most twelve codes', () => {
    const codes = Object.fromEntries(Array.from({ length: 14 }, (_none, index) => [String(200 + index), 1_000]))
    const drawn = bars([1], codes)
    expect(drawn).toContain('aria-label="API: 14,000 answers; 200: 1,000, ')
    expect(drawn).not.toContain('212')
  })
})

describe('the chart of a step', () => {
  const point = (minutes: number, p50: number) => ({ at: NOW - minutes * MINUTE, p50, p95: p50 * 2 })
  const chart = (changes: object = {}, spans: readonly LaneSpan[] = []) =>
    html(
      LatencyChart({
        series: {
          ...{ step: 'sign in', measure: 'duration_ms', total: { n: 9, p50: 400, p95: 900, p99: 990 } },
          ...{ points: [point(60, 400), point(45, 420)], ...changes },
        },
        ...{
          title: 'Login',
          lane: lane({ spans }),
          scale: { ...scale, bucketMs: 15 * MINUTE, gapMs: HOUR },
          view: view(),
        },
      }),
    )

  it('says in words what it shows, and has its scale for the pointer', () => {
    expect(chart()).toContain('aria-label="Login, sign in: median 400 ms, 95th percentile 900 ms"')
    expect(chart()).toContain(`data-chart="${scale.from} ${scale.to} 1000"`)
  })

  it('names a measure in words', () => {
    expect(chart({ measure: 'ttft_ms' })).toContain('Login, time to first token: median')
  })

  it('has a grey ground where its surface was in trouble', () => {
    const trouble: LaneSpan = { state: 'down', from: NOW - 12 * HOUR, to: NOW - 6 * HOUR, merged: 1 }
    expect(chart({}, [trouble])).toContain('<path class="ground" d="M500 0h250v100H500z"')
    expect(chart({}, [{ ...trouble, state: 'maintenance' }])).not.toContain('class="ground"')
  })

  it('is there without a point', () => {
    expect(chart({ points: [] })).toContain('<path class="median" d=""')
  })
})

describe('the axis of time', () => {
  it('keeps its outer labels within the drawing', () => {
    const drawn = html(TimeAxis({ scale, view: view(), most: 8 }))
    expect(drawn).toContain('aria-hidden="true"')
    for (const [, x, anchor] of drawn.matchAll(/<text x="([\d.]+)%" y="12" text-anchor="(\w+)"/g))
      expect(anchor).toBe(Number(x) < 4 ? 'start' : Number(x) > 96 ? 'end' : 'middle')
  })
})
