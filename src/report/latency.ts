import type { LatencySeries, ProbeLatency } from '../../dashboards/model/model.ts'
import { type MeasureSeries, oneLine, type ProbeRef, probeId, surfaceTitle } from '../core/index.ts'
import { bySurface } from './names.ts'
import type { StepOrder } from './step-order.ts'

/** Measures with a chart, in this order; other measures (sizes, counts) are only in the JSON of the runs. */
const CHARTED: readonly string[] = ['duration_ms', 'ttft_ms', 'ms_per_token', 'longest_gap_ms', 'lcp_ms']
/** Most charts of one probe. */
const MOST = 12

interface LatencyInput {
  readonly series: readonly MeasureSeries[]
  readonly order: StepOrder
  /** Points of a probe that are further apart are not joined. */
  readonly gapMs: (probe: ProbeRef) => number
}

/** Step times and stream measures per probe: steps in the order of execution, each followed by its measures. */
export function latencyOf({ series, order, gapMs }: LatencyInput): ProbeLatency[] {
  const charted = series.filter((entry) => CHARTED.includes(entry.measure) && entry.total.n > 0)
  const ids = [...new Set(charted.map(idOf))]
  return ids
    .map((id) => {
      const ofProbe = charted.filter((entry) => idOf(entry) === id)
      const executed = ofProbe[0] ? (order.get(probeId(ofProbe[0])) ?? []) : []
      const steps = [...new Set([...executed, ...ofProbe.map((entry) => entry.step)])]
      const ordered = ofProbe.toSorted(
        (a, b) => steps.indexOf(a.step) - steps.indexOf(b.step) || rank(a.measure) - rank(b.measure),
      )
      return probeOf(ordered, gapMs)
    })
    .filter((probe) => probe !== undefined)
    .toSorted(bySurface)
}

function idOf(series: MeasureSeries): string {
  return JSON.stringify([series.target, series.surface, series.probe])
}

function rank(measure: string): number {
  return CHARTED.indexOf(measure)
}

function probeOf(series: readonly MeasureSeries[], gapMs: LatencyInput['gapMs']): ProbeLatency | undefined {
  const first = series[0]
  if (!first) return undefined
  return {
    target: first.target,
    surface: first.surface,
    title: surfaceTitle(first.surface),
    probe: oneLine(first.probe, 60),
    gapMs: gapMs(first),
    series: series.slice(0, MOST).map(seriesOf),
  }
}

function seriesOf(source: MeasureSeries): LatencySeries {
  return {
    step: oneLine(source.step, 80),
    measure: source.measure,
    total: source.total,
    points: source.buckets
      .map(({ at, p50, p95 }) => ({ at, p50: round(p50), p95: round(p95) }))
      .toSorted((a, b) => a.at - b.at),
  }
}

/** Rounds to 0.1 ms, the resolution of the measurements. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}
