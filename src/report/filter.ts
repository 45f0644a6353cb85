import type { SurfaceFilter } from '../../dashboards/model/model.ts'
import { STATE_ORDER } from '../../dashboards/words/labels.ts'
import { defined, oneLine } from '../core/index.ts'
import { type QueryProblem, queryProblem } from './query-problem.ts'

const LONGEST_TEXT = 100

/**
 * The filter in the query parameters `q` and `state` of an address. An empty value, as an untouched form sends it, is no
 * filter.
 * @returns a problem for a state that does not exist
 */
export function filterIn({
  q = '',
  state = '',
}: {
  readonly q?: string
  readonly state?: string
}): SurfaceFilter | QueryProblem {
  const displayState = STATE_ORDER.find((name) => name === state)
  if (state !== '' && displayState === undefined) {
    return queryProblem('state', state, `one of ${STATE_ORDER.join(', ')}`)
  }
  const text = oneLine(q, LONGEST_TEXT)
  return defined({ text: text === '' ? undefined : text, state: displayState })
}
