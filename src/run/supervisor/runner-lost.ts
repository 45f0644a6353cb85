/**
 * Why a runner ended. `blocked`, `unloaded` (a file did not load in time), `overdue`, `grown`: the supervisor killed it.
 * `died`: it exited or crashed. `killed`: the system or a person killed it. `stopped`: the supervisor stopped it.
 */
export type Loss = 'blocked' | 'unloaded' | 'overdue' | 'grown' | 'died' | 'killed' | 'stopped'

/** Signals that a process gets from outside; a crash of its own ends with another (SIGSEGV, SIGABRT). */
const FROM_OUTSIDE: ReadonlySet<NodeJS.Signals> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'])

/** How a runner that the supervisor did not end was lost, by the signal that ended it. */
export function lossBy(signal: NodeJS.Signals | undefined): 'died' | 'killed' {
  return signal !== undefined && FROM_OUTSIDE.has(signal) ? 'killed' : 'died'
}

/** The error of every run that was under way when its runner process ended. */
export class RunnerLost extends Error {
  readonly how: Loss
  /** How many runs were under way. */
  readonly inFlight: number
  /** The probe file that was being loaded. */
  readonly loading: string | undefined
  /** The signal that ended the process, where it did not exit. */
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
