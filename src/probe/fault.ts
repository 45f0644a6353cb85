import type { FailureClass } from '../core/index.ts'

/**
 * Something a probe saw with its own eyes and can name: `throw new Fault('truncated', 'the reply broke off')`. Where an
 * HTTP status or a network error tells more, that is reported instead.
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
