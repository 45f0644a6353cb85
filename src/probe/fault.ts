import type { FailureClass } from '../core/index.ts'

/**
 * A failure that a probe diagnoses itself: `throw new Fault('truncated', 'the reply was cut off')`. An HTTP status or network
 * error of the step is reported in its place, because it is more exact.
 */
export class Fault extends Error {
  readonly failure: FailureClass

  /** `message`: one line for alerts. */
  constructor(failure: FailureClass, message: string) {
    super(message)
    this.name = 'Fault'
    this.failure = failure
  }
}
