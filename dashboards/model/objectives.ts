/** Every surface against its objective. Times epoch ms UTC, durations ms. */
export interface ObjectivesPageModel {
  readonly at: number
  /** The worst first. */
  readonly objectives: readonly ObjectiveView[]
}

/** One surface against its objective. */
export interface ObjectiveView {
  readonly target: string
  readonly surface: string
  readonly title: string
  readonly windowDays: number
  /** Required share of good runs, 0 to 1. */
  readonly objective: number
  /** Share of good runs; runs slower than the objective allows are not good. Absent where no run counts. */
  readonly measured?: number
  readonly runs: number
  readonly bad: number
  /** Bad runs that the objective allows among these runs, and how many are left; negative: overspent. */
  readonly allowed: number
  readonly left: number
  /** The same as time of the window. */
  readonly allowedMs: number
  readonly leftMs: number
  readonly verdict: 'met' | 'missed' | 'unclear'
  /** The fastest rule that burns: how many times faster than allowed, over which time. */
  readonly burning?: { readonly rate: number; readonly overMs: number; readonly severity: 'page' | 'ticket' }
  /** How many times faster than allowed the budget was spent over the last day. */
  readonly dayRate: number
  /** Time until it is used up at that rate; 0: it is used up. Absent where it lasts. */
  readonly timeLeftMs?: number
  readonly course: BudgetCourse
  readonly incidents: readonly BudgetIncident[]
  /** Bad runs of incidents that are not listed, and outside of all incidents. */
  readonly badOfMore: number
  readonly badOutside: number
}

/** The remaining budget over its window. */
interface BudgetCourse {
  readonly from: number
  readonly to: number
  /** `left`: in runs, at the end of the stretch that begins at `at`; not meaningful where the stretch is not measured. */
  readonly points: readonly { readonly at: number; readonly left: number; readonly measured: boolean }[]
}

/** The bad runs of a surface in one incident. */
interface BudgetIncident {
  readonly name: string
  readonly title: string
  readonly impactAt: number
  /** Absent while it lasts. */
  readonly resolvedAt?: number
  readonly bad: number
}
