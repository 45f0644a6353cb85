import type { Alert, ProbePlan, Skip, Trigger } from '../../core/index.ts'
import type { Recorded } from './pipeline.ts'

/** What the worker tells those who watch it. */
export type WorkerEvent =
  | { readonly type: 'started'; readonly plan: ProbePlan; readonly trigger: Trigger; readonly at: number }
  | { readonly type: 'finished'; readonly plan: ProbePlan; readonly recorded: Recorded }
  | { readonly type: 'skipped'; readonly plan: ProbePlan; readonly skip: Skip }
  | { readonly type: 'broken'; readonly plan: ProbePlan; readonly error: unknown }
  /** Alerts that came of time passing, not of a run. */
  | { readonly type: 'alerted'; readonly alerts: readonly Alert[] }
