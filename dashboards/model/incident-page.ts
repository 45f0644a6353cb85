import type {
  AlertKind,
  Artifact,
  DeliveryState,
  Outcome,
  PostStatus,
  Rung,
  State,
  Trigger,
} from '../../src/core/index.ts'
import type { IncidentView } from './incidents.ts'
import type { FailureView } from './now.ts'
import type { RequestList } from './requests.ts'

/** One incident with all its stored records. */
export interface IncidentPageModel {
  readonly at: number
  readonly incident: IncidentView
  /** The first broken step; absent where its run is not stored. */
  readonly broken?: BrokenStep
  readonly owner?: string
  /** From the first failing run to its declaration, ms. */
  readonly detectionMs: number
  /** By surface, in the order in which they broke. */
  readonly comparisons: readonly RunComparison[]
  /** From the first failing run to the recovery, in order of time. */
  readonly timeline: readonly TimelineRow[]
  /** The posts of the status page on it, oldest first. */
  readonly posts: readonly PostView[]
  /** The ids of the requests that failed, by which the provider finds them, oldest first. */
  readonly requestIds: readonly RequestIdView[]
  /** The records that belong to it and are not stored, a sentence each. */
  readonly missing: readonly string[]
}

/** The step that broke: which surface, where, and with what code. */
export interface BrokenStep {
  readonly title: string
  readonly outcome: Outcome
  readonly failure: FailureView
}

/** The first failing run of a surface next to its last good run. */
export interface RunComparison {
  readonly target: string
  readonly surface: string
  readonly title: string
  readonly probe: string
  readonly failing: RunSide
  readonly good?: RunSide
  /** In the order of execution. */
  readonly steps: readonly StepPair[]
  /** The first picture of the failure, from a confirm run. */
  readonly picture?: { readonly at: number; readonly artifact: Artifact }
}

export interface RunSide {
  readonly id: number
  readonly scheduledAt: number
  readonly at: number
  readonly outcome: Outcome
  readonly durationMs: number
  readonly trigger: Trigger
  readonly location: string
  readonly failure?: FailureView
}

/** One step in both runs. */
export interface StepPair {
  readonly name: string
  /** The step that failed, or that was slow. */
  readonly broken: boolean
  /** Absent where the failing run did not reach it. */
  readonly failing?: StepSide
  /** Absent where the good run does not have it. */
  readonly good?: StepSide
  /** Over the 30 days before, ms. */
  readonly usual?: { readonly runs: number; readonly p50: number; readonly p95: number; readonly p99: number }
  /** How the failing run differs: "1 more HTTP 500", "2.1 s against 0.4 s, outside 99 % of 30 days". */
  readonly differences: readonly string[]
  /** Those of the failing run; absent where none of the step is stored. */
  readonly requests?: RequestList
}

export interface StepSide {
  readonly outcome: Outcome
  readonly durationMs: number
  readonly statuses: Readonly<Record<string, number>>
}

type TimelineRowKind = 'run' | 'state' | 'alert' | 'acknowledged' | 'note' | 'owner' | 'page'

export interface TimelineRow {
  readonly at: number
  readonly kind: TimelineRowKind
  readonly text: string
  /** More that happened at the same moment, such as the new scope. */
  readonly more?: readonly string[]
  readonly state?: State
  /** Of an alert: its delivery through each channel. */
  readonly deliveries?: readonly DeliveryRow[]
  /** Of an alert without a delivery: why it has none. */
  readonly undelivered?: string
}

export interface DeliveryRow {
  readonly channel: string
  readonly alert: AlertKind
  readonly state: DeliveryState
  readonly rung?: Rung
  /** When it reached this state, epoch ms. */
  readonly at?: number
  readonly error?: string
}

export interface PostView {
  readonly at: number
  readonly status: PostStatus
  readonly name: string
  readonly text: string
}

export interface RequestIdView {
  readonly at: number
  readonly probe: string
  readonly id: string
}
