import type { DoorFilter, Standing } from '../../dashboards/model/model.ts'
import { defined, oneLine } from '../core/index.ts'

const STANDINGS: readonly Standing[] = ['down', 'degraded', 'unknown', 'waiting', 'maintenance', 'operational']
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
}): DoorFilter | undefined {
  const known = STANDINGS.find((one) => one === state)
  if (state !== '' && known === undefined) return undefined
  const text = oneLine(q, LONGEST_TEXT)
  return { ...(text === '' ? {} : { text }), ...defined({ state: known }) }
}
