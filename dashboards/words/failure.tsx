import type { FailureView } from '../model/model.ts'
import { classWords } from './labels.ts'

/** The failure and its step: 'HTTP 500 at "submit credentials"', the class in plain words behind it. */
export function Failure({ failure, withClass = true }: { failure: FailureView; withClass?: boolean }) {
  return (
    <span class="failure">
      <bdi>{failure.message}</bdi>
      {failure.step ? (
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
