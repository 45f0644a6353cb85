import type { MonitorCondition } from '../core/index.ts'

/** What only the running worker knows of itself and its machine. */
export interface MonitorFacts {
  /** When the worker began, epoch ms. */
  readonly startedAt: number
  /** What is wrong with it. */
  readonly condition: MonitorCondition
  /** Of the worker process without its runners, and of the machine; bytes. */
  readonly memory: { readonly worker: number; readonly free: number; readonly total: number }
  /** Free bytes where the database is; absent where they cannot be read. */
  readonly diskFree?: number
  /** How long rows are kept, ms. */
  readonly retention: { readonly runsMs: number; readonly hoursMs: number; readonly artifactsMs: number }
  /** The newest copy that an upgrade made of the database before it changed it; absent where there is none. */
  readonly copy?: { readonly name: string; readonly at: number; readonly bytes: number }
}
