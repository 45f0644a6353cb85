import { ObservedFailure } from '../../classify/thrown.ts'
import type { Scrubber } from '../../secrets/scrub.ts'
import { diagnoseOnlyError, diagnoseStranger } from './errors.ts'

interface Body {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The body was longer than `text`. */
  readonly cut: boolean
}

/**
 * The body of an answer as JSON.
 * @throws ObservedFailure: edge or truncated where it is not JSON, the class of the error where it consists of one
 */
export function parseJson({ status, headers, text, cut }: Body, scrubber: Scrubber): unknown {
  const json = jsonIn(text, cut, headers, scrubber)
  const error = status < 300 ? diagnoseOnlyError(json) : undefined
  if (error) throw new ObservedFailure(error)
  return json
}

function jsonIn(text: string, cut: boolean, headers: Body['headers'], scrubber: Scrubber): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cut) throw new ObservedFailure({ class: 'edge', message: 'more than 2 MB instead of JSON' }, cause)
    if (/^\s*[{[]/.test(text)) {
      throw new ObservedFailure({ class: 'truncated', message: 'the answer was cut off inside its JSON' }, cause)
    }
    throw new ObservedFailure(diagnoseStranger(headers, scrubber.text(text), 'JSON'), cause)
  }
}
