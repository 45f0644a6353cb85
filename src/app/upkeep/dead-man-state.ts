import type { DeadManFailure } from '../../core/index.ts'

/** Why the dead-man switch is not pinged, for pages, commands and the note of the worker. */
export interface DeadManState {
  /** Undefined while it is pinged, and where none is configured. */
  failure(): DeadManFailure | undefined
  set(failure: DeadManFailure | undefined): void
}

/** A state that begins without failure. */
export function createDeadManState(): DeadManState {
  let current: DeadManFailure | undefined
  return {
    failure: () => current,
    set: (failure) => {
      current = failure
    },
  }
}
