import type { ProbePlan } from '../core/index.ts'

/** What the budget of a target leaves its probes. */
export interface Pacing {
  /** Least time between two scheduled runs, ms; undefined where that is as the cadence says. */
  spacing(plan: ProbePlan): number | undefined
  /** Whether a run on top of the schedule may be made now. */
  mayRunMore(plan: ProbePlan): boolean
}
