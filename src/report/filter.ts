import type { DisplayState, SurfaceFilter } from '../../dashboards/model/model.ts'
import { defined, oneLine } from '../core/index.ts'

const DISPLAY_STATES: readonly DisplayState[] = ['down', 'degraded', 'unknown', 'waiting', 'maintenance', 'operational']
const LONGEST_TEXT = 100

/**
 * The filter that an address asks for by `q` and `state`; an empty value asks for nothing, as an untouched form sends it.
 * Undefined where there is no such state.
 */
export function filterIn({
  q = '',
  state = '',
}: {
  readonly q?: string
  readonly state?: string
}): SurfaceFilter | undefined {
  const known = DISPLAY_STATES.find((one) => one === state)
  if (state !== '' && known === undefined) return undefined
  const text = oneLine(q, LONGEST_TEXT)
  return { ...(text === '' ? {} : { text }), ...defined({ state: known }) }
}
