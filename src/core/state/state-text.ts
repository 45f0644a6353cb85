import { timeAndDay } from '../text/zoned-time.ts'
import type { CurrentState } from './current-state.ts'

/** The state of a surface as text: "down", "down, under maintenance until 14:00:00 UTC on Mon 23 Nov 2026", "retired". */
export function stateText(
  current: Pick<CurrentState, 'measured' | 'basis' | 'maintenance' | 'mute'>,
  timezone: string,
): string {
  const { measured, basis, maintenance, mute } = current
  if (basis === 'retired') return 'retired'
  const parts = [
    measured,
    ...(maintenance ? [`under maintenance until ${timeAndDay(maintenance.until, timezone)}`] : []),
    ...(mute ? [`alerts muted until ${timeAndDay(mute.until, timezone)}`] : []),
  ]
  return parts.join(', ')
}
