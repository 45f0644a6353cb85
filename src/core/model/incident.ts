import type { Failure, FailureClass } from './failure.ts'
import type { Artifact } from './run.ts'
import type { Blame, MeasuredState, Outcome, State, Trigger } from './words.ts'

/** A run as evidence: enough to say in words what was seen. */
export interface EvidenceRun {
  readonly probe: string
  readonly location: string
  readonly trigger: Trigger
  /** Epoch ms when the run started. */
  readonly at: number
  readonly outcome: Outcome
  readonly class?: FailureClass
  readonly message?: string
}

/**
 * What a change of state rests on. `failed`: runs of one surface fail. `slow`: runs take far longer than usual. `slowdown`:
 * every run is somewhat slower than usual. `pooled`: runs of several surfaces fail. `recovery`: runs pass again. `plain`:
 * no statistics, such as a maintenance window or a surface without data.
 */
export type EvidenceKind = 'failed' | 'slow' | 'slowdown' | 'pooled' | 'recovery' | 'plain'

/** Why a verdict was reached, in words and in the numbers behind the words. */
export interface Evidence {
  /** Absent in rows that an earlier release stored. */
  readonly kind?: EvidenceKind
  /** Sentences for a person: which runs, what is usual, what was needed. */
  readonly reasons: readonly string[]
  readonly runs: readonly EvidenceRun[]
  /**
   * Named numbers. Of `failed`, `slow`, `slowdown` and `pooled`: `evidence`, `threshold`, `runs`, `bad_runs`, `first_bad_at`
   * (epoch ms), `false_alarm_days`, and where known `usual_rate` and `usual_rate_right_after` (0 to 1).
   */
  readonly numbers: Readonly<Record<string, number>>
}

/** A change of a surface's state. */
export interface Transition {
  readonly target: string
  readonly surface: string
  readonly at: number
  readonly from: State
  readonly to: State
  /** When the trouble (or the recovery) began, by the evidence: at or before `at`. */
  readonly since: number
  readonly failure?: Failure
  /** The state that the runs show while `to` is `maintenance`. */
  readonly measured?: MeasuredState
  /** The surface is no longer watched. */
  readonly retired?: true
  readonly evidence: Evidence
}

/** How one surface takes part in an incident. */
export interface IncidentSurface {
  readonly surface: string
  readonly state: State
  /** The worst state it reached in this incident. */
  readonly worst: State
  readonly since: number
  /** Absent while the surface is not operational again. */
  readonly recoveredAt?: number
  /** When the surface left the configuration before it recovered. */
  readonly retiredAt?: number
  readonly failure?: Failure
}

export const TIMELINE_KINDS = [
  'opened',
  'joined',
  'worsened',
  'eased',
  'recovered',
  'relapsed',
  'scope',
  'reopened',
  'resolved',
] as const
export type TimelineKind = (typeof TIMELINE_KINDS)[number]

/** A row of an incident's timeline. */
export interface TimelineEntry {
  readonly at: number
  readonly kind: TimelineKind
  readonly surface?: string
  readonly from?: State
  readonly to?: State
  readonly text: string
  /** `text` without the failure in brackets at its end. Absent where there is none, and in stored rows. */
  readonly summary?: string
  /** The failure that stands in brackets at the end of `text`. Absent in stored rows. */
  readonly failure?: Failure
}

/** A period in which at least one surface of one target is degraded or down. At most one is open per target. */
export interface Incident {
  /** Stable name made by the judge: `sandbox-20261123-210512`. */
  readonly name: string
  readonly target: string
  /** When we declared it (epoch ms). */
  readonly openedAt: number
  /** First failing run that belongs to it. */
  readonly impactAt: number
  readonly resolvedAt?: number
  readonly surfaces: readonly IncidentSurface[]
  /** One sentence on the pattern: "sign-in only: existing sessions, API and CLI work". */
  readonly scope: string
  /** The scope while it hit most surfaces, and how many those were. */
  readonly widest?: { readonly scope: string; readonly surfaces: number }
  /** Why it was closed although its surfaces did not recover: "login is no longer watched". */
  readonly closed?: string
}

/** What a verdict does to incidents: the incident after the change, and the timeline rows to add. */
export interface IncidentChange {
  readonly incident: Incident
  readonly entries: readonly TimelineEntry[]
}

/**
 * What a notice is about. `network`: the monitor's own network fails. `probe`: a probe needs repair. `unmeasured`: a probe
 * cannot measure for a reason of the monitor's own, see `failure.class`. `silent`: a probe reports no runs. `memory`: parts of
 * the judge's memory could not be read.
 */
export type NoticeKind = 'network' | 'probe' | 'unmeasured' | 'silent' | 'memory'

/** Trouble that is not an outage: our credentials, a probe in need of repair, our network. One open notice per key. */
export interface Notice {
  /** `sandbox/login/probe/drift` */
  readonly key: string
  readonly target: string
  /** Surface and probe are empty where it is about all of them. */
  readonly surface: string
  readonly probe: string
  readonly blame: Blame
  readonly at: number
  readonly open: boolean
  readonly failure: Failure
  readonly text: string
  /** Of notices by the judge. Absent in stored rows. */
  readonly kind?: NoticeKind
  /** Why it was closed: `over`, the trouble ended; `unwatched`, its probe is no longer configured. Absent in stored rows. */
  readonly ended?: 'over' | 'unwatched'
  /** What the run that opened it recorded. */
  readonly artifacts?: readonly Artifact[]
}

/** The state of a surface as the judge stored it last. What it is now, `currentState` computes. */
export interface SurfaceStatus {
  readonly target: string
  readonly surface: string
  readonly state: State
  /** The state that the runs show while `state` is `maintenance`. */
  readonly measured?: MeasuredState
  /** Since when the configuration does not contain it any more (epoch ms). */
  readonly retiredAt?: number
  /** Epoch ms when the state began. */
  readonly since: number
  readonly failure?: Failure
  /** One line on why, from the last transition's evidence. */
  readonly reason?: string
}

/** What a judgement changes: states of surfaces, the incident of their target, notices. */
export interface JudgedChanges {
  readonly transitions: readonly Transition[]
  readonly incident?: IncidentChange
  readonly notices: readonly Notice[]
}

/** The judgement of one run, with what it changes. */
export interface Verdict extends JudgedChanges {
  /** The run's outcome after judgement: a passed run may turn out slow. */
  readonly outcome: Outcome
  /** Run this probe again at once, with evidence. */
  readonly confirm: boolean
}
