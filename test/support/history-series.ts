import type {
  BucketRange,
  MeasureSeries,
  Outcome,
  OutcomeCounts,
  OutcomeSeries,
  Quantiles,
  Range,
  RunRecord,
  SlotCounts,
  SlotTotal,
  StateSpan,
  StatusSeries,
  Transition,
} from '../../src/core/index.ts'
import { groupBy, type HistoryData, scheduled, sorted } from './history-data.ts'

function bucketOf(at: number, range: BucketRange): number {
  return range.from + Math.floor((at - range.from) / range.bucketMs) * range.bucketMs
}

const NO_OUTCOMES: Record<Outcome, number> = { passed: 0, slow: 0, failed: 0, error: 0, skipped: 0 }

/** Outcomes of scheduled runs, by surface and bucket. */
export function outcomes(data: HistoryData, range: BucketRange): OutcomeSeries[] {
  const groups = groupBy(scheduled(data, range), (run) => `${run.target}/${run.surface}`)
  return sorted(groups).map((runs) => ({
    ...surfaceOf(runs),
    total: countOutcomes(runs),
    buckets: [...groupBy(runs, (run) => bucketOf(run.scheduledAt, range))].map(([at, some]) => ({
      at,
      counts: countOutcomes(some),
      slots: countSlots(data, some),
    })),
  }))
}

/** The slots of all surfaces together. */
export function slotTotals(data: HistoryData, range: BucketRange): SlotTotal[] {
  const all = outcomes(data, range)
    .filter((one) => range.target === undefined || one.target === range.target)
    .filter(
      (one) => range.surfaces?.some(({ target, surface }) => target === one.target && surface === one.surface) ?? true,
    )
    .flatMap(({ buckets }) => buckets)
  return [...groupBy(all, ({ at }) => `${at}`).values()]
    .map((buckets) => {
      const sum = (of: keyof SlotCounts) => buckets.reduce((total, { slots }) => total + slots[of], 0)
      return { at: buckets[0]?.at ?? 0, good: sum('good'), failed: sum('failed'), unmeasured: sum('unmeasured') }
    })
    .filter(({ good, failed, unmeasured }) => good + failed + unmeasured > 0)
    .toSorted((a, b) => a.at - b.at)
}

function countSlots(data: HistoryData, runs: readonly RunRecord[]): SlotCounts {
  const counted = runs.filter((run) => !isUnderMaintenance(data, run))
  const slots = (outcomes: readonly Outcome[]) =>
    counted.filter(({ outcome }) => outcomes.includes(outcome)).reduce((sum, run) => sum + (run.skip?.count ?? 1), 0)
  return { good: slots(['passed', 'slow']), failed: slots(['failed']), unmeasured: slots(['error', 'skipped']) }
}

/** Whether the surface was under maintenance when the run ended. */
function isUnderMaintenance(data: HistoryData, run: RunRecord): boolean {
  const end = run.startedAt + run.durationMs
  const states = data.transitions.filter(
    ({ target, surface, at }) => target === run.target && surface === run.surface && at <= end,
  )
  return states.at(-1)?.to === 'maintenance'
}

function countOutcomes(runs: readonly RunRecord[]): OutcomeCounts {
  const counts = { ...NO_OUTCOMES }
  for (const run of runs) counts[run.outcome] += 1
  return counts
}

function surfaceOf(runs: readonly RunRecord[]): { target: string; surface: string } {
  const first = runs[0]
  if (!first) throw new Error('a group has at least one run')
  return { target: first.target, surface: first.surface }
}

type Names = Omit<MeasureSeries, 'total' | 'buckets'>

interface Samples extends Names {
  readonly all: number[]
  readonly buckets: Map<number, number[]>
}

/** Quantiles of what passed runs measured, by step and bucket. */
export function measures(data: HistoryData, range: BucketRange): MeasureSeries[] {
  const series = new Map<string, Samples>()
  for (const run of scheduled(data, range)) {
    if (run.outcome !== 'passed' && run.outcome !== 'slow') continue
    const bucket = bucketOf(run.scheduledAt, range)
    const sample = (step: string, measure: string, value: number) => {
      const key = [run.target, run.surface, run.probe, step, measure].join('\u0000')
      let samples = series.get(key)
      if (!samples) {
        const { target, surface, probe } = run
        samples = { target, surface, probe, step, measure, all: [], buckets: new Map() }
        series.set(key, samples)
      }
      samples.all.push(value)
      const values = samples.buckets.get(bucket)
      if (values) values.push(value)
      else samples.buckets.set(bucket, [value])
    }
    for (const step of run.steps) {
      sample(step.name, 'duration_ms', step.durationMs)
      for (const [measure, value] of Object.entries(step.measures)) sample(step.name, measure, value)
    }
  }
  return [...series.values()].map(({ all, buckets, ...names }) => ({
    ...names,
    total: quantiles(all),
    buckets: [...buckets].map(([at, values]) => ({ at, ...quantiles(values) })),
  }))
}

/** Quantiles by the nearest rank. */
export function quantiles(values: readonly number[]): Quantiles {
  const ordered = values.toSorted((a, b) => a - b)
  const at = (q: number): number => ordered[Math.max(0, Math.ceil(q * ordered.length) - 1)] ?? 0
  return { n: ordered.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** HTTP statuses of scheduled runs, by surface and bucket. */
export function statuses(data: HistoryData, range: BucketRange): StatusSeries[] {
  const groups = groupBy(scheduled(data, range), (run) => `${run.target}/${run.surface}`)
  return sorted(groups).map((runs) => ({
    ...surfaceOf(runs),
    total: countStatuses(runs),
    buckets: [...groupBy(runs, (run) => bucketOf(run.scheduledAt, range))].map(([at, some]) => ({
      at,
      counts: new Map(Object.entries(countStatuses(some))),
    })),
  }))
}

function countStatuses(runs: readonly RunRecord[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const run of runs) {
    for (const step of run.steps) {
      for (const [status, count] of Object.entries(step.statuses)) counts[status] = (counts[status] ?? 0) + count
    }
    const silent = unanswered(run)
    if (silent) counts[silent] = (counts[silent] ?? 0) + 1
  }
  return counts
}

/** What a run without an answer is counted as. */
function unanswered({ failure }: RunRecord): string | undefined {
  if (failure?.class === 'timeout' || failure?.class === 'stalled') return 'timeout'
  return failure && ['dns', 'connect', 'tls'].includes(failure.class) ? 'network' : undefined
}

/** States of each surface within a range, without gaps. */
export function states(data: HistoryData, range: Range): StateSpan[] {
  const groups = groupBy(
    data.transitions.filter((entry) => entry.at < range.to),
    (entry) => `${entry.target}/${entry.surface}`,
  )
  return sorted(groups).flatMap((entries) => spansOf(entries, range))
}

function spansOf(entries: readonly Transition[], range: Range): StateSpan[] {
  const first = entries[0]
  if (!first) return []
  const { target, surface } = first
  const unknown: StateSpan = { target, surface, state: 'unknown', from: range.from, to: first.at }
  const spans = entries.map(
    (entry, index): StateSpan => ({
      ...{ target, surface, state: entry.to },
      from: Math.max(entry.at, range.from),
      to: entries[index + 1]?.at ?? range.to,
      ...(entry.failure ? { failure: entry.failure } : {}),
      ...(entry.retired ? { retired: true } : {}),
    }),
  )
  return [unknown, ...spans].filter((span) => span.to > span.from)
}
