/** How a person wants to watch runs. What such a run takes says nothing of the service. */
export interface Look {
  /** In a window; the environment has to name a display. */
  readonly headed: boolean
  /** Wait (ms) after each action. */
  readonly slowMoMs: number
  /** Keep the evidence of runs that passed, too. */
  readonly keepEvidence: boolean
}

/** Actions that a step, and a whole run, have room for when each is followed by a wait. */
const ACTIONS_OF_A_STEP = 20
const ACTIONS_OF_A_RUN = 60

/** More time (ms) for what a person wants to see slowly, so that a limit does not end it. */
export function slowerBy(look: Look | undefined): { readonly stepMs: number; readonly runMs: number } {
  const slowMoMs = look?.slowMoMs ?? 0
  return { stepMs: slowMoMs * ACTIONS_OF_A_STEP, runMs: slowMoMs * ACTIONS_OF_A_RUN }
}
