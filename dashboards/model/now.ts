import type {
  Artifact,
  Blame,
  ComponentStatus,
  FailureClass,
  MeasuredState,
  Outcome,
  PageReachability,
  QuietNow,
  State,
  StateBasis,
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

/** The first screen: what is broken now, and is it us. */
export interface NowModel {
  readonly at: number
  readonly targets: readonly string[]
  readonly headline: Headline
  readonly doors: readonly SurfaceView[]
  readonly notices: readonly NoticeView[]
  /** What the providers' status pages say, where they are read. */
  readonly pages: readonly PageNow[]
  /** How many surfaces are drawn in which way; absent where every surface has a card. */
  readonly overview?: Overview
}

/** Which surfaces a reader asks for; empty for all. */
export interface SurfaceFilter {
  /** Words that the name of target and surface contain. */
  readonly text?: string
  readonly state?: DisplayState
}

export type StateCounts = Readonly<Partial<Record<DisplayState, number>>>

/** Many surfaces, grouped by target, the worst first. */
export interface Overview {
  readonly filter: SurfaceFilter
  /** All surfaces, whatever the filter. */
  readonly total: number
  readonly matching: number
  /** Of the surfaces that match the text of the filter. */
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
  /** The surfaces without a card. */
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
  /** The worst standing of all surfaces. */
  readonly standing: DisplayState
  /** What is broken, or that nothing is. */
  readonly text: string
  /** What works nevertheless, and what is not known. */
  readonly rest?: string
  /** When the trouble the headline speaks of began; where there is none, since when every surface is open. */
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
