import type { Failure, FailureClass } from './failure.ts'
import type { OutagePlan } from './outage-plan.ts'
import type { Artifact } from './run.ts'
import type { Blame, MeasuredState, Outcome, State, Trigger } from './words.ts'

/** A run as evidence, with the fields that a message needs. */
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
 * What a change of state is based on. `failed`: runs of one surface fail. `slow`: runs take far longer than usual. `slowdown`:
 * every run is somewhat slower than usual. `pooled`: runs of several surfaces fail. `recovery`: runs pass again. `plain`:
 * no statistics, such as a maintenance window or a surface without data.
 */
type EvidenceKind = 'failed' | 'slow' | 'slowdown' | 'pooled' | 'recovery' | 'plain'

/** The reasons for a verdict, as sentences and as numbers. */
export interface Evidence {
  /** Absent in rows of earlier releases. */
  readonly kind?: EvidenceKind
  /** Sentences for a person: the runs, the baseline, the threshold. */
  readonly reasons: readonly string[]
  readonly runs: readonly EvidenceRun[]
  /**
   * Named numbers. Of `failed`, `slow`, `slowdown` and `pooled`: `evidence`, `threshold`, `runs`, `bad_runs`, `first_bad_at`
   * (epoch ms), `false_alarm_days`, and if available `usual_rate` and `usual_rate_right_after` (0 to 1).
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
  /** When the trouble or the recovery began, by the evidence, epoch ms: at or before `at`. */
  readonly since: number
  readonly failure?: Failure
  /** The state that the runs show while `to` is `maintenance`. */
  readonly measured?: MeasuredState
  /** The surface is no longer watched. */
  readonly retired?: true
  readonly evidence: Evidence
}

/** The part of one surface in an incident. */
export interface IncidentSurface {
  readonly surface: string
  readonly state: State
  /** The worst state of the surface in this incident. */
  readonly worst: State
  readonly since: number
  /** Absent until the surface is operational again. */
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
  'acknowledged',
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
  /** `text` without the failure in brackets at its end. Absent if there is none, and in stored rows. */
  readonly summary?: string
  /** The failure in brackets at the end of `text`. Absent in stored rows. */
  readonly failure?: Failure
}

/** A period in which at least one surface of one target is degraded or down. At most one is open per target. */
export interface Incident {
  /** Stable name made by the judge: `sandbox-20261123-210512`. */
  readonly name: string
  readonly target: string
  /** When the judge declared it, epoch ms. */
  readonly openedAt: number
  /** The first failed run of the incident, epoch ms. */
  readonly impactAt: number
  readonly resolvedAt?: number
  readonly surfaces: readonly IncidentSurface[]
  /** One sentence on the pattern: "sign-in only: existing sessions, API and CLI work". */
  readonly scope: string
  /** The scope when most surfaces were affected, and their number. */
  readonly widest?: { readonly scope: string; readonly surfaces: number }
  /** Why it was closed before its surfaces recovered: "login is no longer watched". */
  readonly closed?: string
}

/**
 * The surfaces that an incident is named after: those that have not recovered while it is open, all of them once it is over.
 */
export function namedSurfaces({
  resolvedAt,
  surfaces,
}: Pick<Incident, 'resolvedAt' | 'surfaces'>): readonly IncidentSurface[] {
  const broken = surfaces.filter(({ recoveredAt, retiredAt }) => recoveredAt === undefined && retiredAt === undefined)
  return resolvedAt === undefined && broken.length > 0 ? broken : surfaces
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

/** Trouble that is not an outage: credentials, a broken probe, the monitor's network. At most one open notice per key. */
export interface Notice {
  /** `sandbox/login/probe/drift` */
  readonly key: string
  readonly target: string
  /** Surface and probe are empty if the notice is about all of them. */
  readonly surface: string
  readonly probe: string
  readonly blame: Blame
  readonly at: number
  readonly open: boolean
  readonly failure: Failure
  readonly text: string
  /** Set by the judge. Absent in stored rows. */
  readonly kind?: NoticeKind
  /** Why it was closed: `over`, the trouble ended; `unwatched`, its probe is no longer configured. Absent in stored rows. */
  readonly ended?: 'over' | 'unwatched'
  /** What the run that opened it recorded. */
  readonly artifacts?: readonly Artifact[]
}

/** The state of a surface that the judge stored last. `currentState` computes the state now. */
export interface SurfaceStatus {
  readonly target: string
  readonly surface: string
  readonly state: State
  /** The state that the runs show while `state` is `maintenance`. */
  readonly measured?: MeasuredState
  /** When the surface left the configuration, epoch ms. */
  readonly retiredAt?: number
  /** Epoch ms when the state began. */
  readonly since: number
  readonly failure?: Failure
  /** The reason in one line, from the evidence of the last transition. */
  readonly reason?: string
}

/** The changes of a judgement: states of surfaces, the incident of their target, notices. */
export interface JudgedChanges {
  readonly transitions: readonly Transition[]
  readonly incident?: IncidentChange
  readonly notices: readonly Notice[]
  /** The plans that an incident or notice that opens is priced with. */
  readonly plans?: readonly OutagePlan[]
}

/** The judgement of one run, and the changes it makes. */
export interface Verdict extends JudgedChanges {
  /** The run's outcome after judgement: a passed run may turn out slow. */
  readonly outcome: Outcome
  /** Run this probe again at once, with evidence. */
  readonly confirm: boolean
}
