import type { FailureView } from '../../dashboards/model/model.ts'
import { type Failure, UNPRINTABLE } from '../core/index.ts'

/**
 * Outside text as one bounded line: no control or bidirectional characters, at most `max` characters.
 * It still has to be escaped where it is shown.
 */
export function clean(text: string, max = 240): string {
  const line = text
    .slice(0, max * 8)
    .replaceAll(UNPRINTABLE, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const shown = [...line]
  return shown.length > max ? `${shown.slice(0, max - 1).join('')}…` : line
}

/** A failure as it is shown: without the excerpt, which may be long. */
export function failureView(failure: Failure): FailureView {
  return {
    class: failure.class,
    blame: failure.blame,
    message: clean(failure.message, 200),
    ...(failure.step === undefined ? {} : { step: clean(failure.step, 80) }),
    ...(failure.httpStatus === undefined ? {} : { httpStatus: failure.httpStatus }),
  }
}
