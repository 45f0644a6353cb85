import {
  capital,
  clockTime,
  compareSurfaces,
  dayText,
  type Failure,
  formatDuration,
  type ListLimits,
  oneLine,
  type SlowTimes,
  STATE_RANK,
  type State,
  type SurfaceStatus,
  timeAndDay,
} from '../../core/index.ts'

/** What a sentence calls each state. */
export const STATE_WORD: Readonly<Record<State, string>> = {
  operational: 'up',
  degraded: 'DEGRADED',
  down: 'DOWN',
  unknown: 'unknown',
  maintenance: 'under maintenance',
}

/** Worst state first, then in the order a person meets the surfaces. */
export function inOrder(surfaces: readonly SurfaceStatus[]): readonly SurfaceStatus[] {
  return surfaces.toSorted((a, b) => STATE_RANK[b.state] - STATE_RANK[a.state] || compareSurfaces(a.surface, b.surface))
}

/** A headline has room for seven names. */
export const HEADLINE_LIST: ListLimits = { longest: 7, named: 6 }

export function isOrAre(names: readonly string[]): string {
  return names.length === 1 ? 'is' : 'are'
}

/** What a headline shows of a failure's message, characters. */
export const HEADLINE_MESSAGE = 120

/** "HTTP 500 at 'submit credentials'", "slow: 4.2 s at 'read the reply', usually 0.9 s". */
export function whyOf(failure: Failure): string {
  const message = oneLine(failure.message, HEADLINE_MESSAGE)
  const at = failure.step ? ` at '${oneLine(failure.step, 60)}'` : ''
  if (failure.class !== 'slow') return `${message}${at}`
  const times = slowTimes(failure.slow, message)
  if (times) return `slow: ${times.took}${at}, usually ${times.usual}`
  return `${message === 'slow' ? message : `slow: ${message}`}${at}`
}

/** The times of a slow step as text; of a row that an earlier version stored, which has no numbers, from its message. */
function slowTimes(slow: SlowTimes | undefined, message: string): { took: string; usual: string } | undefined {
  if (slow) return { took: formatDuration(slow.tookMs), usual: formatDuration(slow.usualMs) }
  const [, took, usual] = /^took (.+), usually (.+)$/.exec(message) ?? []
  return took === undefined || usual === undefined ? undefined : { took, usual }
}

/**
 * The same with class, status code and request id as far as they are known; slow steps as they are:
 * "Overloaded at 'send a prompt' (overloaded, HTTP 529, request req_011CS)".
 */
export function failureWords(failure: Failure): string {
  if (failure.class === 'slow') return whyOf(failure)
  const { httpStatus, requestId, message } = failure
  const isNamed = httpStatus === undefined || message.includes(String(httpStatus))
  const details = [
    failure.class,
    ...(isNamed ? [] : [`HTTP ${httpStatus}`]),
    ...(requestId === undefined ? [] : [`request ${oneLine(requestId, 100)}`]),
  ]
  return `${whyOf(failure)} (${details.join(', ')})`
}

/** "21:04:37 UTC to 21:16:57 UTC on Mon 23 Nov 2026" */
export function spanOf(from: number, to: number): string {
  return `${momentOf(from, to)} to ${timeAndDay(to)}`
}

/** "21:04:37 UTC"; with its day where that is not the day of the other time. */
export function momentOf(at: number, near: number): string {
  return dayText(at) === dayText(near) ? clockTime(at) : timeAndDay(at)
}

/** A sentence: first letter capital where it is a plain word, full stop at the end. */
export function sentence(text: string): string {
  const line = oneLine(text, 600)
  if (line === '') return ''
  const first = /^[a-z]+\b(?!['/])/.test(line) ? capital(line) : line
  return /[.!?…]$/.test(first) ? first : `${first}.`
}
