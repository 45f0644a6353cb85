import {
  type AlertRecord,
  type BucketRange,
  type DaySpend,
  dayOf,
  defined,
  type IncidentRecord,
  type MeasureSeries,
  type MonitorHealth,
  type Notice,
  type Outcome,
  type OutcomeCounts,
  type OutcomeSeries,
  type Quantiles,
  type Range,
  type RunQuery,
  type RunRecord,
  type SlotCounts,
  type StateSpan,
  type StatusSeries,
  type StoredQuietWindow,
  type SurfaceStatus,
  surfaceId,
  type Transition,
  type WatchedProbe,
  type WitnessRecord,
} from '../../src/core/index.ts'
import type { ReadingSource } from '../../src/web/index.ts'

/** Everything a History reads from, held in memory. Runs in order of time. */
export interface HistoryData {
  readonly runs: readonly RunRecord[]
  readonly transitions: readonly Transition[]
  readonly incidents: readonly IncidentRecord[]
  readonly notices: readonly Notice[]
  readonly alerts: readonly AlertRecord[]
  readonly databaseBytes: number
  readonly spend?: readonly DaySpend[]
  /** The probes that are watched; without it, those that ever ran. */
  readonly watched?: readonly WatchedProbe[]
  /** Without it, a worker is alive at every moment. */
  readonly heartbeatAt?: number
  readonly quiet?: readonly StoredQuietWindow[]
  /** What the status pages said, over all time. */
  readonly witness?: readonly WitnessRecord[]
}

export const NO_HISTORY: HistoryData = {
  runs: [],
  transitions: [],
  incidents: [],
  notices: [],
  alerts: [],
  databaseBytes: 0,
}

/** A History over arrays: slow and plain, so that it can be trusted in tests. `data` is read anew at every call. */
export function memoryHistory(data: () => HistoryData): ReadingSource {
  return {
    judgeMemory: async () => ({}),
    surfaces: async () => surfaces(data()),
    lastRuns: async () => lastRuns(data()),
    watched: async () => data().watched ?? [],
    lastHeartbeat: async () => ('heartbeatAt' in data() ? data().heartbeatAt : Number.MAX_SAFE_INTEGER),
    quietWindows: async (now) => (data().quiet ?? []).filter(({ to }) => to > now),
    runs: async (query) => findRuns(data(), query),
    recentRuns: async ({ probes, limit }) =>
      probes.flatMap(({ target, surface, probe }) =>
        findRuns(data(), {
          ...{ target, surface, probe, limit },
          outcomes: ['passed', 'slow', 'failed', 'error'],
          triggers: ['schedule', 'confirm'],
        }),
      ),
    outcomes: async (range) => outcomes(data(), range),
    measures: async (range) => measures(data(), range),
    statuses: async (range) => statuses(data(), range),
    states: async (range) => states(data(), range),
    transitions: async (range) => data().transitions.filter((entry) => inRange(entry.at, entry.target, range)),
    incidents: async (range) =>
      data()
        .incidents.filter((entry) => entry.impactAt < range.to && (entry.resolvedAt ?? range.to) >= range.from)
        .filter((entry) => range.target === undefined || entry.target === range.target)
        .toSorted((a, b) => b.openedAt - a.openedAt),
    witness: async (range) => (data().witness ?? []).map((record) => cutRecord(record, range)),
    openNotices: async () => data().notices.filter((notice) => notice.open),
    alerts: async ({ from = 0, limit }) =>
      data()
        .alerts.filter((alert) => alert.at >= from)
        .toSorted((a, b) => b.at - a.at)
        .slice(0, limit),
    health: async (range) => health(data(), range),
    spend: async (range) =>
      (data().spend ?? [])
        .filter(({ day }) => day >= dayOf(range.from) && day < range.to)
        .filter(({ target }) => range.targets?.includes(target) ?? true),
  }
}

function inRange(at: number, target: string, range: Range): boolean {
  return at >= range.from && at < range.to && (range.target === undefined || range.target === target)
}

function surfaces(data: HistoryData): SurfaceStatus[] {
  const latest = new Map<string, SurfaceStatus>()
  for (const entry of data.transitions) {
    const reason = entry.evidence.reasons[0]
    latest.set(`${entry.target}/${entry.surface}`, {
      target: entry.target,
      surface: entry.surface,
      state: entry.to,
      since: entry.since,
      ...(entry.measured ? { measured: entry.measured } : {}),
      ...(entry.retired ? { retiredAt: entry.at } : {}),
      ...(entry.failure ? { failure: entry.failure } : {}),
      ...(reason ? { reason } : {}),
    })
  }
  return sorted(latest)
}

function lastRuns(data: HistoryData): RunRecord[] {
  const latest = new Map<string, RunRecord>()
  for (const run of data.runs) {
    const counts = run.outcome !== 'skipped' && (run.trigger === 'schedule' || run.trigger === 'confirm')
    if (counts) latest.set(`${run.target}/${run.probe}`, run)
  }
  return sorted(latest)
}

function findRuns(data: HistoryData, query: RunQuery): RunRecord[] {
  const found: RunRecord[] = []
  for (let index = data.runs.length - 1; index >= 0 && found.length < query.limit; index -= 1) {
    const run = data.runs[index]
    if (run && matches(run, query)) found.push(run)
  }
  return found
}

function matches(run: RunRecord, query: RunQuery): boolean {
  return (
    (query.from === undefined || run.startedAt >= query.from) &&
    (query.to === undefined || run.startedAt < query.to) &&
    (query.target === undefined || run.target === query.target) &&
    (query.surface === undefined || run.surface === query.surface) &&
    (query.probe === undefined || run.probe === query.probe) &&
    (query.outcomes === undefined || query.outcomes.includes(run.outcome)) &&
    (query.triggers === undefined || query.triggers.includes(run.trigger))
  )
}

function scheduled(data: HistoryData, range: Range & Pick<BucketRange, 'surfaces'>): RunRecord[] {
  const wanted = range.surfaces && new Set(range.surfaces.map(surfaceId))
  return data.runs
    .filter((run) => run.trigger === 'schedule' && inRange(run.scheduledAt, run.target, range))
    .filter((run) => wanted === undefined || wanted.has(surfaceId(run)))
}

function bucketOf(at: number, range: BucketRange): number {
  return range.from + Math.floor((at - range.from) / range.bucketMs) * range.bucketMs
}

const NO_OUTCOMES: Record<Outcome, number> = { passed: 0, slow: 0, failed: 0, error: 0, skipped: 0 }

function outcomes(data: HistoryData, range: BucketRange): OutcomeSeries[] {
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

function measures(data: HistoryData, range: BucketRange): MeasureSeries[] {
  const series = new Map<string, Samples>()
  for (const run of scheduled(data, range)) {
    if (run.outcome !== 'passed' && run.outcome !== 'slow') continue
    const bucket = bucketOf(run.scheduledAt, range)
    for (const step of run.steps) {
      for (const [measure, value] of Object.entries({ duration_ms: step.durationMs, ...step.measures })) {
        sample(series, { ...refOf(run), step: step.name, measure }, bucket, value)
      }
    }
  }
  return [...series.values()].map(({ all, buckets, ...names }) => ({
    ...names,
    total: quantiles(all),
    buckets: [...buckets].map(([at, values]) => ({ at, ...quantiles(values) })),
  }))
}

function refOf(run: RunRecord): { target: string; surface: string; probe: string } {
  return { target: run.target, surface: run.surface, probe: run.probe }
}

function sample(series: Map<string, Samples>, names: Names, bucket: number, value: number): void {
  const key = Object.values(names).join('\u0000')
  const found = series.get(key) ?? { ...names, all: [], buckets: new Map<number, number[]>() }
  series.set(key, found)
  found.all.push(value)
  const values = found.buckets.get(bucket)
  if (values) values.push(value)
  else found.buckets.set(bucket, [value])
}

/** Quantiles by the nearest rank. */
export function quantiles(values: readonly number[]): Quantiles {
  const ordered = values.toSorted((a, b) => a - b)
  const at = (q: number): number => ordered[Math.max(0, Math.ceil(q * ordered.length) - 1)] ?? 0
  return { n: ordered.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

function statuses(data: HistoryData, range: BucketRange): StatusSeries[] {
  const groups = groupBy(scheduled(data, range), (run) => `${run.target}/${run.surface}`)
  return sorted(groups).map((runs) => ({
    ...surfaceOf(runs),
    total: countStatuses(runs),
    buckets: [...groupBy(runs, (run) => bucketOf(run.scheduledAt, range))].map(([at, some]) => ({
      at,
      counts: countStatuses(some),
    })),
  }))
}

function countStatuses(runs: readonly RunRecord[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const run of runs) {
    for (const step of run.steps) {
      for (const [status, count] of Object.entries(step.statuses)) counts[status] = (counts[status] ?? 0) + count
    }
  }
  return counts
}

function states(data: HistoryData, range: Range): StateSpan[] {
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
  const known = entries.map(
    (entry, index): StateSpan => ({
      ...{ target, surface, state: entry.to },
      from: Math.max(entry.at, range.from),
      to: entries[index + 1]?.at ?? range.to,
      ...(entry.failure ? { failure: entry.failure } : {}),
      ...(entry.retired ? { retired: true } : {}),
    }),
  )
  return [unknown, ...known].filter((span) => span.to > span.from)
}

function cutRecord(record: WitnessRecord, range: Range): WitnessRecord {
  const cut = <T extends { readonly from: number; readonly to: number }>(spans: readonly T[]): T[] =>
    spans
      .map((span) => ({ ...span, from: Math.max(span.from, range.from), to: Math.min(span.to, range.to) }))
      .filter((span) => span.to > span.from)
  return {
    target: record.target,
    reachability: cut(record.reachability),
    components: cut(record.components),
    surfaces: cut(record.surfaces),
    posts: record.posts.filter((post) => post.at >= range.from && post.at < range.to),
  }
}

function health(data: HistoryData, { from, to, target }: Range): MonitorHealth {
  const runs = scheduled(data, { from, to, ...defined({ target }) })
  const started = runs.filter((run) => run.outcome !== 'skipped')
  const deliveries = data.alerts.flatMap((alert) => alert.deliveries)
  const oldest = data.runs[0]
  return {
    lag: quantiles(started.map((run) => run.startedAt - run.scheduledAt)),
    runs: started.length,
    missed: runs.reduce((sum, run) => sum + (run.skip?.reason === 'missed' ? run.skip.count : 0), 0),
    interrupted: runs.filter((run) => run.failure?.class === 'interrupted').length,
    errors: runs.filter((run) => run.outcome === 'error').length,
    pendingDeliveries: deliveries.filter((one) => one.state === 'pending' || one.state === 'sending').length,
    deadDeliveries: deliveries.filter((one) => one.state === 'dead').length,
    databaseBytes: data.databaseBytes,
    ...(oldest ? { oldestRunAt: oldest.scheduledAt } : {}),
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
