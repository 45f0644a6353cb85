import type { BudgetKind, PostStatus, Quantiles, Spend, State, SurfaceStatusSpan } from '../../src/core/index.ts'
import type { CostSummary } from './costs.ts'
import type { AlertView, IncidentView } from './incidents.ts'
import type { FailureView } from './now.ts'
import type { ObjectiveView } from './objectives.ts'
import type { HeatView, MonthsView, PeriodView } from './period.ts'

/** The history of a range, cut into buckets. */
export interface TrendModel {
  readonly range: { readonly from: number; readonly to: number; readonly bucketMs: number }
  /** Start of the oldest stored run. */
  readonly watchedSince?: number
  readonly lanes: readonly Lane[]
  readonly pages: readonly PageLane[]
  /** The reports of people; absent where there is none. */
  readonly people?: readonly PeopleLane[]
  readonly latency: readonly ProbeLatency[]
  readonly statuses: readonly StatusMix[]
  /** Each surface against its objective, over the window of the objective; the worst first. */
  readonly objectives: readonly ObjectiveView[]
  readonly incidents: { readonly total: number; readonly shown: readonly IncidentView[] }
  /** The cost of the outages within the range; absent where they stopped no work of a plan. */
  readonly costs?: CostSummary
  readonly alerts: readonly AlertView[]
  readonly health: HealthView
  /** The range against the one before. */
  readonly period?: PeriodView
  /** Failures by hour and weekday, in a range of two days or more. */
  readonly heat?: HeatView
  /** In a range of two months or more. */
  readonly months?: MonthsView
  /** When the product, the configuration or a probe changed, in order of time. */
  readonly setup: readonly SetupMark[]
  /** Present where there are too many surfaces to draw them all: how many match the filter, and how many have charts. */
  readonly selection?: { readonly matching: number; readonly charted: number; readonly filtered: boolean }
}

/** Changes that a worker started with at one moment. */
export interface SetupMark {
  readonly at: number
  /** "Configuration changed; probe login of sandbox changed" */
  readonly text: string
  /** The probes that changed: `sandbox/login`; absent where a change concerns all of them. */
  readonly probes?: readonly string[]
}

/** `unwatched`: before the first run. */
export type LaneState = State | 'unwatched'

/** One surface over the range. */
export interface Lane {
  readonly target: string
  readonly surface: string
  readonly title: string
  readonly spans: readonly LaneSpan[]
  /** Since the first run. */
  readonly watchedMs: number
  readonly measuredMs: number
  readonly downMs: number
  readonly degradedMs: number
  /** Slots without a result × the time per slot: missed, skipped, or the run could not measure. */
  readonly unmeasuredMs: number
  /** Scheduled runs that count for availability (maintenance excluded), and those of them that failed. */
  readonly runs: number
  readonly failed: number
  /** 1 − failed ÷ runs, 0 to 1; absent where no run counts. */
  readonly availability?: number
}

export interface LaneSpan {
  readonly state: LaneState
  readonly from: number
  readonly to: number
  /** How many stretches were drawn as one because they lie closer than can be seen. */
  readonly merged: number
  /** Of several stretches: how long they are without the time between them, ms. */
  readonly troubleMs?: number
  readonly failure?: FailureView
}

/** The reports of people on one target over the range. */
export interface PeopleLane {
  readonly target: string
  readonly reports: number
  /** In order of time. `surfaces`: `claude/login`. */
  readonly marks: readonly { readonly at: number; readonly people: number; readonly surfaces: readonly string[] }[]
}

/** The statuses of a status page over the range: the worst of the components of watched surfaces. */
export interface PageLane {
  readonly target: string
  readonly spans: readonly { readonly claim: SurfaceStatusSpan['claim']; readonly from: number; readonly to: number }[]
  readonly posts: readonly { readonly at: number; readonly status: PostStatus; readonly name: string }[]
  /** Milliseconds in which it called a surface operational that was measured as degraded or down. */
  readonly greenMs: number
}

export interface ProbeLatency {
  readonly target: string
  readonly surface: string
  readonly title: string
  readonly probe: string
  /** Points further apart than this are not joined: in between, something was missing. */
  readonly gapMs: number
  readonly series: readonly LatencySeries[]
}

export interface LatencySeries {
  readonly step: string
  /** `duration_ms`, or the name of a measure. */
  readonly measure: string
  readonly total: Quantiles
  readonly points: readonly { readonly at: number; readonly p50: number; readonly p95: number }[]
}

export interface StatusMix {
  readonly target: string
  readonly surface: string
  readonly title: string
  readonly bucketMs: number
  readonly total: Readonly<Record<string, number>>
  /** Counts by class, in the order of STATUS_CLASSES. */
  readonly buckets: readonly { readonly at: number; readonly counts: readonly number[] }[]
}

export interface HealthView {
  readonly lag: Quantiles
  readonly runs: number
  readonly missed: number
  readonly interrupted: number
  readonly errors: number
  readonly pendingDeliveries: number
  readonly deadDeliveries: number
  readonly databaseBytes: number
  /** The spend of probing, by target. */
  readonly spend: readonly SpendView[]
  /** Share of the watched time that was measured, for the best measured surface; absent where none was watched. */
  readonly continuity?: number
  /** Whether the plan was rehearsed lately; absent without a plan. */
  readonly drill?: { readonly stale: boolean; readonly value: string; readonly detail: string }
}

export interface SpendView {
  readonly target: string
  /** On the last day (UTC) of the range, whole. */
  readonly today: Spend
  /** On all days that touch the range. */
  readonly total: Spend
  readonly days: number
  /** Daily caps. */
  readonly caps: readonly { readonly kind: BudgetKind; readonly cap: number }[]
  /** The budget runs short, so that probes run less often than configured. */
  readonly slowed: boolean
}
