import type { DeadManFailure } from '../core/index.ts'
import type { ProbeSchedule } from '../report/index.ts'

/** What only the running worker knows. States and results are read from the history, so that they have one source. */
export interface LiveSnapshot {
  /** Every scheduled probe: how often, when next, and since when it is running now. */
  readonly probes: readonly ProbeSchedule[]
  /** Why the dead-man switch is not pinged; absent while it is, and where none is configured. */
  readonly deadMan?: DeadManFailure
}

/** The worker, as the dashboard sees it. */
export interface LiveSource {
  snapshot(): LiveSnapshot
  /** Calls the listener when a run starts or ends or a state changes; returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void
}
