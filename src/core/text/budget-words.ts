import { formatDuration } from '../model/time.ts'
import { count, plural } from './lists.ts'

/** '43 of 100 runs', '−12 of 100 runs' where it is overspent: whole runs, rounded down. */
export function budgetLeftText({ left, allowed }: { readonly left: number; readonly allowed: number }): string {
  const runs = Math.floor(left)
  return `${runs < 0 ? `−${count(-runs)}` : count(runs)} of ${plural(Math.floor(allowed), 'run')}`
}

/** '3 h 6 min', '−52 min' */
export function signedDuration(ms: number): string {
  if (ms === 0) return '0 min'
  return ms < 0 ? `−${formatDuration(-ms)}` : formatDuration(ms)
}

/** How long an error budget lasts at the rate of the last day: '4 d 2 h', 'used up', or 'lasts'. */
export function budgetLastsText(timeLeftMs: number | undefined): string {
  if (timeLeftMs === undefined) return 'lasts'
  return timeLeftMs === 0 ? 'used up' : formatDuration(timeLeftMs)
}
