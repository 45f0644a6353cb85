import {
  type AlertRecord,
  type BucketRange,
  type ChannelBacklog,
  type ChannelReach,
  type DaySpend,
  type DrillSummary,
  type FailoverProof,
  type IncidentRecord,
  type MessageRecord,
  type Notice,
  type OpenAfterwards,
  type OutagePlan,
  type PersonReport,
  type Range,
  type ReportToken,
  type RunRecord,
  type SetupChange,
  type StoredQuietWindow,
  surfaceId,
  type Transition,
  type WatchedProbe,
  type WitnessRecord,
} from '../../src/core/index.ts'

/** Everything a History reads from, held in memory. Runs in order of time. */
export interface HistoryData {
  readonly runs: readonly RunRecord[]
  readonly transitions: readonly Transition[]
  readonly incidents: readonly IncidentRecord[]
  readonly notices: readonly Notice[]
  readonly alerts: readonly AlertRecord[]
  readonly messages?: readonly MessageRecord[]
  readonly reach?: readonly ChannelReach[]
  readonly backlogs?: readonly ChannelBacklog[]
  readonly databaseBytes: number
  readonly proofs?: readonly FailoverProof[]
  readonly drills?: readonly DrillSummary[]
  readonly plans?: readonly OutagePlan[]
  readonly afterwards?: readonly OpenAfterwards[]
  readonly reports?: readonly PersonReport[]
  readonly reportTokens?: readonly ReportToken[]
  readonly setupChanges?: readonly SetupChange[]
  readonly spend?: readonly DaySpend[]
  /** The probes that are watched; without it, those that ever ran. */
  readonly watched?: readonly WatchedProbe[]
  /** Without it, a worker is alive at every moment. */
  readonly heartbeatAt?: number
  readonly quiet?: readonly StoredQuietWindow[]
  /** What the status pages showed, over all time. */
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
/** Whether a moment and a target lie within a range. */
export function inRange(at: number, target: string, range: Range): boolean {
  return at >= range.from && at < range.to && (range.target === undefined || range.target === target)
}
/** Scheduled runs of a range, by their slot. */
export function scheduled(data: HistoryData, range: Range & Pick<BucketRange, 'surfaces'>): RunRecord[] {
  const wanted = range.surfaces && new Set(range.surfaces.map(surfaceId))
  return data.runs
    .filter((run) => run.trigger === 'schedule' && inRange(run.scheduledAt, run.target, range))
    .filter((run) => wanted === undefined || wanted.has(surfaceId(run)))
}
/** Values of a map in the order of its keys. */
export function sorted<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
}

/** `Map.groupBy`, which Node 20 does not have. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
