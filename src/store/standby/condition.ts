import type { MonitorError } from '../../core/index.ts'

/** Whether results reach the database. */
export type StorageCondition =
  | { readonly ok: true }
  | {
      readonly ok: false
      /** Epoch ms of the first write that failed. */
      readonly since: number
      readonly error: MonitorError
      /** Number of results that wait in memory, and of results that were dropped, with only their slots kept. */
      readonly heldRuns: number
      readonly droppedRuns: number
    }
