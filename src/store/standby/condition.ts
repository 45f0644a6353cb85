import type { MonitorError } from '../../core/index.ts'

/** Whether what is measured reaches the database. */
export type StorageCondition =
  | { readonly ok: true }
  | {
      readonly ok: false
      /** Epoch ms of the first write that failed. */
      readonly since: number
      readonly error: MonitorError
      /** Runs that wait in memory, and those of which only the slot is remembered. */
      readonly heldRuns: number
      readonly droppedRuns: number
    }
