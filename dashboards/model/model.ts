import type {
  AlertKind,
  Artifact,
  Blame,
  BudgetKind,
  ComponentStatus,
  DeliveryState,
  FailureClass,
  MeasuredState,
  Outcome,
  PageReachability,
  PostStatus,
  Quantiles,
  QuietNow,
  Spend,
  State,
  StateBasis,
  SurfaceStatusSpan,
  TimelineKind,
  Trigger,
} from '../../src/core/index.ts'

/** When a probe is due, as far as the caller knows. A worker that is alive also knows what runs now. */
export interface ProbeSchedule {
  readonly target: string
  readonly surface: string
  readonly probe: string
  /** Milliseconds between slots; an estimate for a cron expression. */
  readonly everyMs: number
  readonly nextAt?: number
  /** Start of the run under way. */
  readonly runningSince?: number
}

/** Everything the report says, as plain JSON. Times epoch ms UTC, durations ms, texts cleaned and bounded, not escaped. */
export interface ReportModel {
  readonly at: number
  /** IANA name of the zone times are shown in. */
  readonly timezone: string
  readonly location: string
  readonly monitor: { readonly version: string }
  readonly now: NowModel
  readonly trend: TrendModel
}

/** The first screen: what is broken now, and is it us. */
export interface NowModel {
  readonly at: number
  readonly targets: readonly string[]
  readonly headline: Headline
  readonly doors: readonly SurfaceView[]
  readonly notices: readonly NoticeView[]
  /** What the providers' status pages say, where they are read. */
  readonly pages: readonly PageNow[]
  /** How many doors are drawn in which way; absent where every door has a card. */
  readonly overview?: Overview
}

/** Which doors a reader asks for; empty for all. */
export interface SurfaceFilter {
  /** Words that the name of target and surface contain. */
  readonly text?: string
  readonly state?: DisplayState
}

export type StateCounts = Readonly<Partial<Record<DisplayState, number>>>

/** Many doors, grouped by target, the worst first. */
export interface Overview {
  readonly filter: SurfaceFilter
  /** All doors, whatever the filter. */
  readonly total: number
  readonly matching: number
  /** Of the doors that match the text of the filter. */
  readonly counts: StateCounts
  /** Groups with cards. */
  readonly groups: readonly SurfaceGroup[]
  /** Groups of a line each. */
  readonly lines: readonly SurfaceGroup[]
  /** What is not drawn at all. */
  readonly more: { readonly groups: number; readonly counts: StateCounts }
}

export interface SurfaceGroup {
  readonly target: string
  readonly cards: readonly SurfaceView[]
  /** The doors without a card. */
  readonly folded: StateCounts
  readonly total: number
}

/** What a status page says now. */
export interface PageNow {
  readonly target: string
  readonly voice: PageReachability
  /** The worst claim about a surface we watch; absent while the page cannot be heard. */
  readonly claim?: ComponentStatus
  /** Since when it says so, or cannot be heard; at most a day back. */
  readonly since: number
  /** Why it cannot be heard. */
  readonly message?: string
}

/** `waiting`: no run has finished yet. */
export type DisplayState = State | 'waiting'

export interface Headline {
  /** The worst standing of all doors. */
  readonly standing: DisplayState
  /** What is broken, or that nothing is. */
  readonly text: string
  /** What works nevertheless, and what is not known. */
  readonly rest?: string
  /** When the trouble the headline speaks of began; where there is none, since when every door is open. */
  readonly since?: number
  readonly us: Fault
  /** The open incident it belongs to. */
  readonly incident?: string
}

/** Whose fault it is, as an answer to "is it us?". */
export interface Fault {
  readonly verdict: 'nobody' | 'them' | 'us' | 'unclear'
  readonly answer: string
  readonly detail: string
}

export interface FailureView {
  readonly class: FailureClass
  readonly blame: Blame
  readonly message: string
  readonly step?: string
  readonly httpStatus?: number
}

/** One surface as it stands now. */
export interface SurfaceView {
  readonly target: string
  readonly surface: string
  readonly title: string
  readonly standing: DisplayState
  /** What the runs say, whatever maintenance window holds. */
  readonly measured: MeasuredState
  readonly basis: StateBasis
  readonly since?: number
  /** The last judged state, where the measurements stopped. */
  readonly believed?: State
  /** One line on why it stands so. */
  readonly reason?: string
  readonly maintenance?: QuietNow
  /** Alerts are silenced; the state is not affected. */
  readonly mute?: QuietNow
  readonly failure?: FailureView
  /** The most frequent first. */
  readonly probes: readonly SurfaceProbe[]
}

export interface SurfaceProbe {
  readonly probe: string
  readonly everyMs: number
  readonly nextAt?: number
  readonly runningSince?: number
  readonly last?: RunView
  /** The newest runs, oldest first. */
  readonly recent: readonly RunDot[]
}

export interface RunDot {
  readonly at: number
  readonly outcome: Outcome
  readonly durationMs: number
  readonly trigger: Trigger
}

export interface RunView extends RunDot {
  readonly endedAt: number
  readonly failure?: FailureView
}

export interface NoticeView {
  readonly target: string
  readonly surface: string
  readonly title: string
  readonly probe: string
  readonly blame: Blame
  readonly at: number
  readonly text: string
  readonly failure: FailureView
  /** What the run that opened it recorded. */
  readonly artifacts?: readonly Artifact[]
}

/** What happened over a range, cut into buckets. */
export interface TrendModel {
  readonly range: { readonly from: number; readonly to: number; readonly bucketMs: number }
  /** Start of the oldest run that is kept: before it, nothing is known. */
  readonly watchedSince?: number
  readonly lanes: readonly Lane[]
  readonly pages: readonly PageLane[]
  readonly latency: readonly ProbeLatency[]
  readonly statuses: readonly StatusMix[]
  readonly incidents: { readonly total: number; readonly shown: readonly IncidentView[] }
  readonly alerts: readonly AlertView[]
  readonly health: HealthView
  /** Present where there are too many surfaces to draw them all: how many the filter asks for, and how many are charted. */
  readonly selection?: { readonly matching: number; readonly charted: number; readonly filtered: boolean }
}

/** `unwatched`: before the first run. */
export type LaneState = State | 'unwatched'

/** One surface over the range. Shares are of the measured time: operational, degraded and down. */
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
  /** 0 to 1; absent where nothing was measured. */
  readonly availability?: number
}

export interface LaneSpan {
  readonly state: LaneState
  readonly from: number
  readonly to: number
  /** How many stretches were drawn as one because they lie closer than can be seen. */
  readonly merged: number
  readonly failure?: FailureView
}

/** What a status page said over the range: the worst claim about any surface we watch. */
export interface PageLane {
  readonly target: string
  readonly spans: readonly { readonly claim: SurfaceStatusSpan['claim']; readonly from: number; readonly to: number }[]
  readonly posts: readonly { readonly at: number; readonly status: PostStatus; readonly name: string }[]
  /** Milliseconds in which it said operational of a surface that we saw degraded or down. */
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

export interface IncidentView {
  readonly name: string
  /** Its number among the incidents shown, the newest being the highest. Changes with the range: show the name. */
  readonly number: number
  readonly target: string
  readonly title: string
  /** The widest pattern where it is over, else the pattern now. */
  readonly scope: string
  readonly worst: State
  readonly impactAt: number
  readonly openedAt: number
  readonly resolvedAt?: number
  /** How long at least one of its surfaces was measured as degraded or down, ms. */
  readonly troubleMs: number
  /** Why it was closed although its surfaces did not recover. */
  readonly closed?: string
  /** The worst of them. */
  readonly surfaces: readonly IncidentSurfaceView[]
  /** Surfaces that are not listed. */
  readonly moreSurfaces?: number
  readonly timeline: readonly {
    readonly at: number
    /** `page`: the status page spoke. */
    readonly kind: TimelineKind | 'page'
    readonly text: string
    readonly to?: State
  }[]
  /** Why it was declared, in sentences. */
  readonly reasons: readonly string[]
  readonly evidence: readonly EvidenceView[]
  /** Present where the status page was read during the incident; `firstAt` is when it first admitted trouble. */
  readonly page?: { readonly firstAt?: number }
}

export interface IncidentSurfaceView {
  readonly surface: string
  readonly title: string
  readonly state: State
  readonly worst: State
  readonly since: number
  readonly recoveredAt?: number
  readonly failure?: FailureView
}

export interface EvidenceView {
  readonly at: number
  readonly probe: string
  readonly artifacts: readonly Artifact[]
}

export interface AlertView {
  readonly at: number
  readonly kind: AlertKind
  readonly target: string
  readonly headline: string
  /** Empty: not sent, no channel configured. */
  readonly deliveries: readonly {
    readonly channel: string
    readonly state: DeliveryState
    readonly attempts: number
    readonly sentAt?: number
    readonly dueAt: number
    readonly error?: string
  }[]
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
  /** What probing spent, by target. */
  readonly spend: readonly SpendView[]
  /** Share of the watched time that was measured, for the best measured surface; absent where none was watched. */
  readonly continuity?: number
}

export interface SpendView {
  readonly target: string
  /** On the last day (UTC) of the range, whole. */
  readonly today: Spend
  /** On all days that touch the range. */
  readonly total: Spend
  readonly days: number
  /** What a day may cost. */
  readonly caps: readonly { readonly kind: BudgetKind; readonly cap: number }[]
  /** The budget runs short, so that probes run less often than configured. */
  readonly slowed: boolean
}
