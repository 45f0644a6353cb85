import type { DeadManFailure } from '../core/index.ts'
import type { ProbeSchedule } from '../report/index.ts'

/** Facts of the running worker that are not stored. States and results are read from the history, their only source. */
export interface LiveSnapshot {
  /** Every scheduled probe: its interval, next slot, and the start of a run under way. */
  readonly probes: readonly ProbeSchedule[]
  /** Why the dead-man switch is not pinged; absent while it is, and where none is configured. */
  readonly deadMan?: DeadManFailure
}

/** The worker's port for the dashboard. */
export interface LiveSource {
  snapshot(): LiveSnapshot
  /** Calls the listener when a run starts or ends or a state changes; returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void
}
