import type { FailureView } from '../model/model.ts'
import { classWords } from './labels.ts'

interface FailureProps {
  readonly failure: FailureView
  readonly withClass?: boolean
  /** Not in the row of the step itself. */
  readonly withStep?: boolean
}

/** The failure and its step: 'HTTP 500 at "submit credentials"', the class in plain words behind it. */
export function Failure({ failure, withClass = true, withStep = true }: FailureProps) {
  return (
    <span class="failure">
      <bdi>{failure.message}</bdi>
      {withStep && failure.step ? (
        <>
          {' '}
          at <q class="step">{failure.step}</q>
        </>
      ) : null}
      {withClass ? ' ' : ''}
      {withClass ? <span class="class">{classWords(failure)}</span> : null}
    </span>
  )
}
