/** Settings of runs that a person watches. Their durations are not comparable with others. */
export interface Look {
  /** Runs in a window; the environment must name a display. */
  readonly headed: boolean
  /** Wait (ms) after each action. */
  readonly slowMoMs: number
  /** Keeps the evidence of passed runs too. */
  readonly keepEvidence: boolean
}

/** How many actions of a step, and of a run, get the time of the wait after each. */
const ACTIONS_OF_A_STEP = 20
const ACTIONS_OF_A_RUN = 60

/** Additional time (ms) for a slowed-down step and run, so that no limit ends it. */
export function slowerBy(look: Look | undefined): { readonly stepMs: number; readonly runMs: number } {
  const slowMoMs = look?.slowMoMs ?? 0
  return { stepMs: slowMoMs * ACTIONS_OF_A_STEP, runMs: slowMoMs * ACTIONS_OF_A_RUN }
}
