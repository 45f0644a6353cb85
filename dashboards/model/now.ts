import type {
  Acknowledgement,
  Artifact,
  Blame,
  ComponentStatus,
  DeadManFailure,
  FailureClass,
  MeasuredState,
  Outcome,
  PageReachability,
  PeopleWitness,
  QuietNow,
  State,
  StateBasis,
  Trigger,
} from '../../src/core/index.ts'

import type { ChannelView } from './alerts-page.ts'
import type { CostView } from './costs.ts'

/** When a probe is due; the worker also gives the run under way. */
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

/** The first screen: the broken surfaces, and whose fault it is. */
export interface NowModel {
  readonly at: number
  readonly targets: readonly string[]
  readonly headline: Headline
  readonly doors: readonly SurfaceView[]
  readonly notices: readonly NoticeView[]
  /** The open incidents with their acknowledgements, newest first. */
  readonly incidents: readonly OpenIncidentView[]
  /** The cost of open outages so far; absent where nothing is priced. */
  readonly costs?: readonly CostView[]
  /** Open items after outages; absent where there is none. */
  readonly afterwards?: readonly AfterwardsView[]
  /** Channels whose services refuse alerts for good. */
  readonly channels: readonly ChannelView[]
  /** Why the dead-man switch is not pinged; absent while it is, and where none is configured. */
  readonly deadMan?: DeadManFailure
  /** Surfaces that three or more people report now; absent where there is none. */
  readonly people?: readonly PeopleWitness[]
  /** The current statuses of the status pages that are read. */
  readonly pages: readonly PageNow[]
  /** How many surfaces are drawn in which way; absent where every surface has a card. */
  readonly overview?: Overview
}

/** The filter of the page; empty for all surfaces. */
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
  /** Groups that are counted and not drawn. */
  readonly more: { readonly groups: number; readonly counts: StateCounts }
}

export interface SurfaceGroup {
  readonly target: string
  readonly cards: readonly SurfaceView[]
  /** The surfaces without a card. */
  readonly folded: StateCounts
  readonly total: number
}

/** The current status of a status page. */
export interface PageNow {
  readonly target: string
  readonly voice: PageReachability
  /** The worst status of the components of watched surfaces; absent while the page cannot be read. */
  readonly claim?: ComponentStatus
  /** Start of this status, or of the time in which the page cannot be read; at most a day back. */
  readonly since: number
  /** Why it cannot be read. */
  readonly message?: string
}

/** An item that a workflow has to do after an outage. */
export interface AfterwardsView {
  readonly id: number
  readonly incident: string
  readonly workflow: string
  readonly item: string
  /** When the incident ended, epoch ms. */
  readonly at: number
}

/** `waiting`: no run has finished yet. */
export interface OpenIncidentView {
  readonly name: string
  readonly target: string
  readonly acknowledgement?: Acknowledgement
}

export type DisplayState = State | 'waiting'

export interface Headline {
  /** The worst standing of all surfaces. */
  readonly standing: DisplayState
  /** One sentence: the broken surfaces, or that none is broken. */
  readonly text: string
  /** The surfaces that work and those whose state is unknown. */
  readonly rest?: string
  /** Start of the trouble in the headline; without trouble, the time since which every surface is operational. */
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

/** The current state of one surface. */
export interface SurfaceView {
  readonly target: string
  readonly surface: string
  readonly title: string
  readonly standing: DisplayState
  /** The state by the runs, also during a maintenance window. */
  readonly measured: MeasuredState
  readonly basis: StateBasis
  readonly since?: number
  /** The last judged state, where the measurements stopped. */
  readonly believed?: State
  /** The reason for the state, one line. */
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
  /** Artifacts of the run that opened it. */
  readonly artifacts?: readonly Artifact[]
}
