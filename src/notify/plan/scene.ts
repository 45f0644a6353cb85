import type {
  Acknowledgement,
  Artifact,
  IncidentRecord,
  JudgedChanges,
  OutageAdvice,
  PageOnIncident,
  PeopleWitness,
  SurfaceStatus,
} from '../../core/index.ts'

/** What is silenced of a target. */
export interface Silenced {
  readonly surfaces: readonly string[]
  /** Nothing about the target is alerted. */
  readonly all: boolean
}

/** The state of a target around an event, from which alerts are planned. */
export interface Scene {
  readonly target: { readonly name: string; readonly title: string; readonly bundled?: boolean }
  /** All surfaces of the target, after the event. */
  readonly surfaces: readonly SurfaceStatus[]
  /** Epoch ms. */
  readonly now: number
  /** The zone in which the alert shows its times (IANA). Default: UTC. */
  readonly timezone?: string
  /** Where readers reach the dashboard, with a slash at the end; without it alerts carry no link. */
  readonly links: { readonly dashboardUrl?: string }
  /** Addresses of instructions by surface (`login`) or surface id (`claude/login`). */
  readonly runbooks?: Readonly<Record<string, string>>
  /** What the run that led to the alert recorded, newest first. */
  readonly artifacts?: readonly Artifact[]
  /** Surfaces without alerts now: muted, or under maintenance. */
  readonly silenced?: Silenced
  /** Whether it is one of a drill, which is acknowledged by itself. Default: no. */
  readonly isDrill?: boolean
  /** Whether an alert on the incident went out already. Default: yes. */
  readonly announced?: boolean
  /** What the provider's status page says: "all systems operational (read 21:04:40 UTC)". */
  readonly statusPage?: string
  /** What its provider's status page reported of the incident; absent where the page was not read. */
  readonly page?: Pick<PageOnIncident, 'firstAt'>
  /** Surfaces of the target that several people report now. They decide no state. */
  readonly people?: readonly PeopleWitness[]
  /** What to do now, one sentence each. */
  readonly advice?: readonly string[]
  /** What the trouble means for the workflows of the plan. Absent where none is affected. */
  readonly outage?: OutageAdvice
}

export interface PlanInput extends Scene {
  readonly verdict: JudgedChanges
  /** The incident with its stored timeline; the verdict's version of it takes precedence. */
  readonly incident?: IncidentRecord
  /** Who takes care of the incident; of one that ends, who did until then. */
  readonly acknowledgement?: Acknowledgement
}
