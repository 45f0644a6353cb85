import type { Alert, ProbePlan, SkippedSlot, Trigger } from '../../core/index.ts'
import type { Recorded } from './run-join.ts'

/** What the worker publishes on its event stream, in the order in which it happens. */
export type WorkerEvent =
  | { readonly type: 'started'; readonly plan: ProbePlan; readonly trigger: Trigger; readonly at: number }
  /** A run was recorded. */
  | { readonly type: 'finished'; readonly plan: ProbePlan; readonly recorded: Recorded }
  /** A run could not be recorded. */
  | { readonly type: 'broken'; readonly plan: ProbePlan; readonly error: unknown }
  /** The probe runs no longer; follows every `started`. */
  | { readonly type: 'ended'; readonly plan: ProbePlan }
  | { readonly type: 'skipped'; readonly slot: SkippedSlot }
  /** Alerts that time led to, not a run. */
  | { readonly type: 'alerted'; readonly alerts: readonly Alert[] }
