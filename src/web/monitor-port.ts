import type { MonitorCondition } from '../core/index.ts'

/** Facts of the running worker and its machine that are not stored. */
export interface MonitorFacts {
  /** When the worker began, epoch ms. */
  readonly startedAt: number
  /** Its problems. */
  readonly condition: MonitorCondition
  /** Of the worker process without its runners, and of the machine; bytes. */
  readonly memory: { readonly worker: number; readonly free: number; readonly total: number }
  /** Free bytes on the disk of the database; absent where they cannot be read. */
  readonly diskFree?: number
  /** How long rows are kept, ms. */
  readonly retention: { readonly runsMs: number; readonly hoursMs: number; readonly artifactsMs: number }
  /** The newest copy that an upgrade made of the database before it changed it; absent where there is none. */
  readonly copy?: { readonly name: string; readonly at: number; readonly bytes: number }
}
