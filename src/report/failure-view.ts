import type { FailureView } from '../../dashboards/model/model.ts'
import { defined, type Failure, oneLine } from '../core/index.ts'

/** Texts from outside are cut to this much, in UTF-16 units, where no narrower place is named. */
export const LONGEST_LINE = 240

/** A failure as it is shown: without the excerpt, which may be long. */
export function failureView({ class: kind, blame, message, step, httpStatus }: Failure): FailureView {
  return {
    class: kind,
    blame,
    message: oneLine(message, 200),
    ...defined({ step: step === undefined ? undefined : oneLine(step, 80), httpStatus }),
  }
}
