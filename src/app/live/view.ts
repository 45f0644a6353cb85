import type {
  AlertRecord,
  CurrentState,
  IncidentRecord,
  Notice,
  ProbePlan,
  RunResult,
  Trigger,
} from '../../core/index.ts'

/** One probe as the live views show it. */
export interface ProbeView {
  readonly plan: ProbePlan
  /** Set while a run is under way. */
  readonly running?: { readonly trigger: Trigger; readonly since: number }
  /** The newest finished run, of this process or an earlier one. */
  readonly last?: RunResult
  readonly nextAt?: number
}

/** State of a running worker at one moment, as plain data. */
export interface AppView {
  readonly at: number
  readonly surfaces: readonly CurrentState[]
  readonly probes: readonly ProbeView[]
  readonly incidents: readonly IncidentRecord[]
  readonly notices: readonly Notice[]
  /** Newest first. */
  readonly alerts: readonly AlertRecord[]
}
