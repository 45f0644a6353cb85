import type { StepRequest } from '../../src/core/index.ts'

/** The requests of one step of a run, next to those of the last good run. */
export interface RequestList {
  /** In order of time. */
  readonly rows: readonly RequestView[]
  /** How many requests of the run are not stored. */
  readonly leftOut: number
}

/** `offsetMs` is from the start of the step, also of a lost request: when the good run sent it. */
export interface RequestView extends StepRequest {
  /** `added`: the last good run sent none like it. `lost`: the last good run sent it, and this run did not. */
  readonly change?: 'added' | 'lost'
  /** The same request in the last good run, where it ended otherwise or in half of the time. */
  readonly good?: Pick<StepRequest, 'status' | 'failure' | 'durationMs'>
}
