import type { FailureView } from '../../dashboards/model/model.ts'
import { defined, type Failure, oneLine } from '../core/index.ts'

/** Default limit for texts from outside, in UTF-16 units. */
export const LONGEST_LINE = 240

/** A failure as the pages show it: without the excerpt, which may be long. */
export function failureView({ class: kind, blame, message, step, httpStatus }: Failure): FailureView {
  return {
    class: kind,
    blame,
    message: oneLine(message, 200),
    ...defined({ step: step === undefined ? undefined : oneLine(step, 80), httpStatus }),
  }
}
