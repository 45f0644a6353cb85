import {
  type BucketRange,
  dayOf,
  defined,
  type MonitorHealth,
  type Range,
  type RunQuery,
  type RunRecord,
  type StoredNotice,
  type SurfaceStatus,
  streamOf,
  surfaceId,
  type WitnessRecord,
} from '../../src/core/index.ts'
import type { ReadingSource } from '../../src/web/index.ts'
import { type HistoryData, inRange, scheduled, sorted } from './history-data.ts'
import { measures, outcomes, quantiles, slotTotals, states, statuses } from './history-series.ts'

export { type HistoryData, NO_HISTORY } from './history-data.ts'

/**
 * A History over arrays: slow and plain, so that it can be trusted in tests. Each call reads `data` again; series of the same rows
 * and range are computed once, because a page asks for several of them and tests for the same pages.
 */
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
    outcomes: async (range) => seriesOf(outcomes, data(), range),
    measures: async (range) => seriesOf(measures, data(), range),
    statuses: async (range) => seriesOf(statuses, data(), range),
    slotTotals: async (range) => slotTotals(data(), range),
    states: async (range) => states(data(), range),
    transitions: async (range) => data().transitions.filter((entry) => inRange(entry.at, entry.target, range)),
    incidents: async (range) =>
      data()
        .incidents.filter((entry) => entry.impactAt < range.to && (entry.resolvedAt ?? range.to) >= range.from)
        .filter((entry) => range.target === undefined || entry.target === range.target)
        .toSorted((a, b) => b.openedAt - a.openedAt),
    incidentNamed: async (name) => data().incidents.find((entry) => entry.name === name),
    witness: async (range) => (data().witness ?? []).map((record) => cutRecord(record, range)),
    openNotices: async () => data().notices.filter((notice) => notice.open),
    messages: async ({ from = 0, stream, channel, offset = 0, limit }) =>
      (data().messages ?? [])
        .filter((one) => one.triedAt >= from && (stream === undefined || one.streams.includes(stream)))
        .filter((one) => channel === undefined || one.channel === channel)
        .toSorted((a, b) => b.triedAt - a.triedAt)
        .slice(offset, offset + limit),
    channelReach: async () => data().reach ?? [],
    alerts: async ({ from = 0, to = Number.POSITIVE_INFINITY, stream, keys, limit }) =>
      data()
        .alerts.filter(({ at }) => at >= from && at < to)
        .filter((alert) => stream === undefined || streamOf(alert) === stream)
        .filter(({ key }) => keys?.includes(key) ?? true)
        .toSorted((a, b) => b.at - a.at)
        .slice(0, limit),
    channelBacklogs: async () => data().backlogs ?? [],
    health: async (range) => health(data(), range),
    proofs: async () => data().proofs ?? [],
    drills: async () => data().drills ?? [],
    afterwards: async () => data().afterwards ?? [],
    goldenAnswers: async () => [],
    outagePlans: async (subjects) => (data().plans ?? []).filter(({ subject }) => subjects.includes(subject)),
    surfaceChanges: async ({ surfaces: refs, from, to }) =>
      refs.flatMap((ref) => {
        const all = data().transitions.filter((entry) => surfaceId(entry) === surfaceId(ref) && entry.at < to)
        const before = all.filter(({ at }) => at < from).slice(-1)
        return [...before, ...all.filter(({ at }) => at >= from)]
      }),
    noticesOf: async ({ surfaces: refs, from, to }) =>
      data().notices.filter(
        (notice) =>
          refs.some((ref) => surfaceId(ref) === surfaceId(notice)) &&
          notice.at < to &&
          (notice.open || ((notice as StoredNotice).closedAt ?? 0) >= from),
      ),
    reports: async (range) => (data().reports ?? []).filter((one) => inRange(one.at, one.target, range)),
    reportTokens: async () => data().reportTokens ?? [],
    setupChanges: async ({ from, to }) => (data().setupChanges ?? []).filter(({ at }) => at >= from && at < to),
    spend: async (range) =>
      (data().spend ?? [])
        .filter(({ day }) => day >= dayOf(range.from) && day < range.to)
        .filter(({ target }) => range.targets?.includes(target) ?? true),
  }
}

const computed = new WeakMap<HistoryData, Map<string, unknown>>()

function seriesOf<T>(compute: (data: HistoryData, range: BucketRange) => T, data: HistoryData, range: BucketRange): T {
  const ofData = computed.get(data) ?? new Map<string, unknown>()
  computed.set(data, ofData)
  const key = JSON.stringify([compute.name, range, data.runs.length, data.transitions.length])
  const series = (ofData.get(key) as T | undefined) ?? compute(data, range)
  ofData.set(key, series)
  return series
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
  const runs: RunRecord[] = []
  for (let index = data.runs.length - 1; index >= 0 && runs.length < query.limit; index -= 1) {
    const run = data.runs[index]
    if (run && matches(run, query)) runs.push(query.requests ? run : withoutRequests(run))
  }
  return runs
}

function withoutRequests(run: RunRecord): RunRecord {
  if (!run.steps.some(({ requests }) => requests)) return run
  return { ...run, steps: run.steps.map(({ requests: _, requestsLeftOut: __, ...step }) => step) }
}

function matches(run: RunRecord, query: RunQuery): boolean {
  return (
    (query.id === undefined || run.id === query.id) &&
    (query.from === undefined || run.scheduledAt >= query.from) &&
    (query.to === undefined || run.scheduledAt < query.to) &&
    (query.target === undefined || run.target === query.target) &&
    (query.surface === undefined || run.surface === query.surface) &&
    (query.probe === undefined || run.probe === query.probe) &&
    (query.outcomes === undefined || query.outcomes.includes(run.outcome)) &&
    (query.triggers === undefined || query.triggers.includes(run.trigger))
  )
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
    pendingDeliveries: deliveries.filter(({ state }) => state === 'pending' || state === 'sending').length,
    deadDeliveries: deliveries.filter(({ state }) => state === 'dead').length,
    databaseBytes: data.databaseBytes,
    ...(oldest ? { oldestRunAt: oldest.scheduledAt } : {}),
  }
}
