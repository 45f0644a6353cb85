import { formatDuration } from '../model/time.ts'
import { count, plural } from './lists.ts'

/** The part of an error budget that the words are about. */
interface BudgetRuns {
  readonly runs: number
  /** Bad runs that are allowed among these runs, and how many of them are left (negative: overspent). */
  readonly allowed: number
  readonly left: number
}

/**
 * '43 of 100 runs', '−12 of 100 runs' where it is overspent: whole runs, rounded down. Where too few runs were made to allow
 * a bad one: 'less than 1 run', '−0.4 of 0.6 runs' where it is overspent. '−3 runs, none is allowed' of an objective of
 * 100 %, 'no runs yet' where none was made.
 */
export function budgetLeftText({ runs, left, allowed }: BudgetRuns): string {
  if (runs === 0) return 'no runs yet'
  if (allowed < 1 && left >= 0) return 'less than 1 run'
  if (allowed === 0) return `−${plural(Math.round(-left), 'run')}, none is allowed`
  if (allowed < 1) return `−${fraction(-left)} of ${fraction(allowed)} runs`
  const whole = Math.floor(left)
  return `${whole < 0 ? `−${count(-whole)}` : count(whole)} of ${plural(Math.floor(allowed), 'run')}`
}

/** '0.6', '0.034', '12' */
function fraction(value: number): string {
  return value >= 10 ? count(Math.round(value)) : `${Number(value.toPrecision(2))}`
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

/** '14.4× over 1 h (page)': the burn rate, the window of its rule, and the severity. */
export function burnText(rate: number, overMs: number, severity: string): string {
  return `${rate.toFixed(1)}× over ${formatDuration(overMs)} (${severity})`
}
