import type { Acknowledgement } from '../model/acknowledgement.ts'
import type { Alert, ChannelBacklog, Delivery, MessageRecord } from '../model/alert.ts'
import type { DrillSummary } from '../model/drill.ts'
import type { Failure } from '../model/failure.ts'
import type { Incident, Notice, SurfaceStatus, TimelineEntry, Transition } from '../model/incident.ts'
import type { IncidentNote } from '../model/incident-note.ts'
import type { StoredQuietWindow } from '../model/mute.ts'
import type { OpenAfterwards, OutagePlan } from '../model/outage-plan.ts'
import type { PersonReport, ReportToken } from '../model/person-report.ts'
import type { ProbeRef, RunResult } from '../model/run.ts'
import type { SetupChange } from '../model/setup-change.ts'
import type { DaySpend } from '../model/spend.ts'
import type { WitnessRecord } from '../model/witness.ts'
import type { Outcome, State, Trigger } from '../model/words.ts'
import type { FailoverProof, GoldenAnswer } from '../model/workflow.ts'
import type {
  BucketRange,
  MeasureSeries,
  OutcomeSeries,
  Quantiles,
  Range,
  SlotTotal,
  StatusSeries,
  SurfaceRef,
} from './series.ts'

/** A stored run. */
export interface RunRecord extends RunResult {
  readonly id: number
  /** Its requests are stored and asked for, but cannot be read: the steps have none. */
  readonly requestsDamaged?: true
}

/** A probe that the worker runs. */
export interface WatchedProbe {
  readonly target: string
  readonly surface: string
  readonly probe: string
  /** The longest time between two of its slots, ms. */
  readonly everyMs: number
}

/** The fields of a run that a row of recent runs shows. */
export type RecentRun = Pick<
  RunRecord,
  'target' | 'surface' | 'probe' | 'location' | 'trigger' | 'scheduledAt' | 'startedAt' | 'durationMs' | 'outcome'
>

export interface RecentRunsQuery {
  readonly probes: readonly ProbeRef[]
  /** Maximum number of runs of each probe. */
  readonly limit: number
}

/** What the state of a surface and the readiness of a plan need of a probe's newest run. */
export type LastRun = Pick<RunRecord, 'target' | 'surface' | 'probe' | 'startedAt' | 'durationMs' | 'failure'> & {
  readonly steps: readonly Pick<RunRecord['steps'][number], 'measures'>[]
}

export interface RunQuery {
  readonly id?: number
  readonly from?: number
  readonly to?: number
  readonly target?: string
  readonly surface?: string
  readonly probe?: string
  readonly outcomes?: readonly Outcome[]
  readonly triggers?: readonly Trigger[]
  /** Whether the requests of the steps are read as well. */
  readonly requests?: boolean
  readonly limit: number
}

/** A span in which one surface has one state, cut to the requested range. */
export interface StateSpan {
  readonly target: string
  readonly surface: string
  readonly state: State
  readonly from: number
  readonly to: number
  readonly failure?: Failure
  /** The surface was no longer in the configuration. */
  readonly retired?: true
}

export interface IncidentRecord extends Incident {
  readonly timeline: readonly TimelineEntry[]
  /** Absent until it is acknowledged, and after its end. */
  readonly acknowledgement?: Acknowledgement
  /** What people added, oldest first; absent without any. */
  readonly notes?: readonly IncidentNote[]
}

/** A change of a surface's state, without its evidence. */
export type SurfaceChange = Pick<Transition, 'target' | 'surface' | 'at' | 'since' | 'to' | 'failure' | 'retired'>

/** A notice as it is stored. */
export interface StoredNotice extends Notice {
  /** Epoch ms; absent while it is open. */
  readonly closedAt?: number
}

/** What the cost of an outage is computed from. Each reading takes time in the surfaces asked for, not in all. */
export interface OutageHistory {
  /** The plans that are kept for these subjects; those without one are left out. */
  outagePlans(subjects: readonly string[]): Promise<readonly OutagePlan[]>
  /** Changes of state of these surfaces in the range, and of each the last one before it; in order of time. */
  surfaceChanges(query: Range & { readonly surfaces: readonly SurfaceRef[] }): Promise<readonly SurfaceChange[]>
  /** Notices of these surfaces that touch the range, in order of time. */
  noticesOf(query: Range & { readonly surfaces: readonly SurfaceRef[] }): Promise<readonly StoredNotice[]>
  outcomes(range: BucketRange): Promise<readonly OutcomeSeries[]>
  measures(range: BucketRange): Promise<readonly MeasureSeries[]>
  /** Incidents that touch the range, newest first, with their timelines. */
  incidents(range: Range): Promise<readonly IncidentRecord[]>
}

export interface AlertQuery {
  /** Planned at or after this time (epoch ms). */
  readonly from?: number
  /** Planned before this time (epoch ms). */
  readonly to?: number
  /** Only those of this incident or notice; see `streamOf`. */
  readonly stream?: string
  /** Only those with these dedup keys. */
  readonly keys?: readonly string[]
  readonly limit: number
}

/** When messages of a channel last got this far, epoch ms; see `Rung`. Absent where none did. */
export interface ChannelReach {
  readonly channel: string
  readonly accepted?: number
  readonly visible?: number
}

export interface AlertRecord extends Alert {
  /** Empty if no channel was configured. */
  readonly deliveries: readonly Delivery[]
}

export interface MessagesQuery {
  /** Only messages tried since this time, epoch ms. */
  readonly from?: number
  /** Only messages about this incident (by name) or notice (by key). */
  readonly stream?: string
  /** Only messages of this channel. */
  readonly channel?: string
  /** How many of the newest to leave out. */
  readonly offset?: number
  readonly limit: number
}

/** Health of the monitor: lag, missed slots, deliveries, size of the database. */
export interface MonitorHealth {
  /** Milliseconds between slot and start of scheduled runs in the range. */
  readonly lag: Quantiles
  readonly runs: number
  readonly missed: number
  readonly interrupted: number
  readonly errors: number
  readonly pendingDeliveries: number
  readonly deadDeliveries: number
  readonly databaseBytes: number
  readonly oldestRunAt?: number
}

/** The read port of report, dashboard and command line. Never writes. */
export interface History extends OutageHistory {
  /** Every judged surface, in order of target, then surface. */
  surfaces(): Promise<readonly SurfaceStatus[]>
  /** The newest finished scheduled or confirm run of every probe, skips left out. */
  lastRuns(): Promise<readonly RunRecord[]>
  /** The probes that the worker runs, or ran last. */
  watched(): Promise<readonly WatchedProbe[]>
  /**
   * The last heartbeat of a worker, epoch ms, without the workers of `exceptLocation`; undefined if no worker runs or the
   * last one shut down cleanly.
   */
  lastHeartbeat(exceptLocation?: string): Promise<number | undefined>
  /** Stored quiet windows that end after `now` (epoch ms). */
  quietWindows(now: number): Promise<readonly StoredQuietWindow[]>
  /** Newest first. */
  runs(query: RunQuery): Promise<readonly RunRecord[]>
  /** The newest finished scheduled and confirm runs of each of these probes, skips left out; newest first per probe. */
  recentRuns(query: RecentRunsQuery): Promise<readonly RecentRun[]>
  statuses(range: BucketRange): Promise<readonly StatusSeries[]>
  /** The slots of `outcomes`, of all its surfaces together; in order of time, buckets without a slot are left out. */
  slotTotals(range: BucketRange): Promise<readonly SlotTotal[]>
  /** In order of surface, then time; a surface without any transition before `from` starts as `unknown`. */
  states(range: Range): Promise<readonly StateSpan[]>
  transitions(range: Range): Promise<readonly Transition[]>
  /** The incident with this name, open or not. */
  incidentNamed(name: string): Promise<IncidentRecord | undefined>
  openNotices(): Promise<readonly Notice[]>
  /** Newest first. */
  alerts(query: AlertQuery): Promise<readonly AlertRecord[]>
  /** Messages with at least one attempt, the last tried first. */
  messages(query: MessagesQuery): Promise<readonly MessageRecord[]>
  /** The channels that messages were sent through, by name. */
  channelReach(): Promise<readonly ChannelReach[]>
  /** The channels with alerts that are not delivered at `now` (epoch ms), by name, and which of them are refused by their services. */
  channelBacklogs(now: number): Promise<readonly ChannelBacklog[]>
  /** The history of the watched status pages, one record per target. */
  witness(range: Range): Promise<readonly WitnessRecord[]>
  health(range: Range): Promise<MonitorHealth>
  /** The cost of probing by day (UTC), oldest first, for every day that touches the range; of all targets or of `targets`. */
  spend(range: Range & { readonly targets?: readonly string[] }): Promise<readonly DaySpend[]>
  /** The newest answer to the golden prompt of each workflow. */
  goldenAnswers(): Promise<readonly GoldenAnswer[]>
  /** What is still to do after outages, oldest first. */
  afterwards(): Promise<readonly OpenAfterwards[]>
  /** The newest failover proof of each class, route and surface of model B, oldest first. */
  proofs(): Promise<readonly FailoverProof[]>
  /** The scores of all drills, oldest first. */
  drills(): Promise<readonly DrillSummary[]>
  /** What people reported in a range, oldest first. */
  reports(range: Range): Promise<readonly PersonReport[]>
  /** Changes of product, configuration and probes in a range, oldest first; what a worker first started with is none. */
  setupChanges(range: Range): Promise<readonly SetupChange[]>
  /** The tokens of reports, revoked ones as well, oldest first. */
  reportTokens(): Promise<readonly ReportToken[]>
}
