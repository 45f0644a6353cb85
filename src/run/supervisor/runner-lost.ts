/**
 * Why a runner is gone. `blocked`, `overdue`, `grown`: we killed it; `died`: it ended by itself or by another's hand;
 * `stopped`: it was told to end.
 */
export type Loss = 'blocked' | 'overdue' | 'grown' | 'died' | 'stopped'

/** A runner process that is no more. */
export class RunnerLost extends Error {
  readonly how: Loss
  /** Runs that were under way. */
  readonly inFlight: number
  /** The file whose code ran when it was lost while loading. */
  readonly loading: string | undefined

  constructor(how: Loss, message: string, inFlight: number, loading: string | undefined) {
    super(message)
    this.name = 'RunnerLost'
    this.how = how
    this.inFlight = inFlight
    this.loading = loading
  }
}
