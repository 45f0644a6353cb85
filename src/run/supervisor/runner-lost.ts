/**
 * Why a runner is gone. `blocked`, `unloaded` (a file did not load in time), `overdue`, `grown`: we killed it; `died`: it ended by itself or by another's hand;
 * `stopped`: it was told to end.
 */
export type Loss = 'blocked' | 'unloaded' | 'overdue' | 'grown' | 'died' | 'stopped'

/** A runner process that is no more. */
export class RunnerLost extends Error {
  readonly how: Loss
  /** Runs that were under way. */
  readonly inFlight: number
  /** The file whose code ran when it was lost while loading. */
  readonly loading: string | undefined
  /** The signal that ended the process, where it did not exit by itself. */
  readonly signal: NodeJS.Signals | undefined

  constructor(
    how: Loss,
    message: string,
    at: {
      readonly inFlight: number
      readonly loading: string | undefined
      readonly signal?: NodeJS.Signals | undefined
    },
  ) {
    const { inFlight, loading, signal } = at
    super(message)
    this.name = 'RunnerLost'
    this.how = how
    this.inFlight = inFlight
    this.loading = loading
    this.signal = signal
  }
}
