import type { DisplayState, SurfaceFilter } from '../../dashboards/model/model.ts'
import { defined, oneLine } from '../core/index.ts'
import { type QueryProblem, queryProblem } from './query-problem.ts'

const DISPLAY_STATES: readonly DisplayState[] = ['down', 'degraded', 'unknown', 'waiting', 'maintenance', 'operational']
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
  const displayState = DISPLAY_STATES.find((name) => name === state)
  if (state !== '' && displayState === undefined) {
    return queryProblem('state', state, `one of ${DISPLAY_STATES.join(', ')}`)
  }
  const text = oneLine(q, LONGEST_TEXT)
  return { ...(text === '' ? {} : { text }), ...defined({ state: displayState }) }
}
