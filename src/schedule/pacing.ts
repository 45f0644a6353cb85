import type { ProbePlan } from '../core/index.ts'

/** The spacing of probes under the budget of their target. */
export interface Pacing {
  /** Least time between two scheduled runs, ms; undefined if the cadence applies. */
  spacing(plan: ProbePlan): number | undefined
  /** Whether a run on top of the schedule may be made now. */
  mayRunMore(plan: ProbePlan): boolean
}
