import { type Failure, STATE_RANK, type State, type SurfaceStatus } from '../../core/index.ts'
import { oneLine } from './plain-text.ts'

/** What a sentence calls each state. */
export const STATE_WORD: Readonly<Record<State, string>> = {
  operational: 'up',
  degraded: 'DEGRADED',
  down: 'DOWN',
  unknown: 'unknown',
  maintenance: 'under maintenance',
}

/** The doors in the order a person meets them. Other surfaces follow by name. */
const DOORS = ['login', 'session', 'chat', 'console', 'mobile', 'api', 'cli']

/** A surface as people write it: "API", "CLI", "login". */
export function surfaceWord(name: string): string {
  return name === 'api' || name === 'cli' || name === 'mcp' ? name.toUpperCase() : oneLine(name, 40)
}

/** Worst state first, then in the order of the doors. */
export function inOrder(surfaces: readonly SurfaceStatus[]): readonly SurfaceStatus[] {
  const rank = (name: string) => (DOORS.includes(name) ? DOORS.indexOf(name) : DOORS.length)
  return [...surfaces].sort(
    (a, b) =>
      STATE_RANK[b.state] - STATE_RANK[a.state] ||
      rank(a.surface) - rank(b.surface) ||
      (a.surface < b.surface ? -1 : 1),
  )
}

/** "login, chat and API"; from the eighth name on they are counted. */
export function listOf(names: readonly string[]): string {
  if (names.length > 7) return `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

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
  const [, took, usually] = /^took (.+), usually (.+)$/.exec(message) ?? []
  return took ? `slow: ${took}${at}, usually ${usually}` : `${message === 'slow' ? message : `slow: ${message}`}${at}`
}

/** The same with its class, where that says more: "HTTP 500 at 'submit credentials' (server_error)". */
export function failureWords(failure: Failure): string {
  return failure.class === 'slow' ? whyOf(failure) : `${whyOf(failure)} (${failure.class})`
}

/** "21:04:37 UTC" */
export function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`
}

/** "21:04:37 UTC on Mon 23 Nov 2026" */
export function timeAndDay(at: number): string {
  return `${clockTime(at)} on ${new Date(at).toUTCString().slice(0, 16).replace(',', '')}`
}

/** "21:04:37 to 21:16:57 UTC on Mon 23 Nov 2026" */
export function spanOf(from: number, to: number): string {
  const sameDay = new Date(from).toISOString().slice(0, 10) === new Date(to).toISOString().slice(0, 10)
  return sameDay ? `${clockTime(from).slice(0, 8)} to ${timeAndDay(to)}` : `${timeAndDay(from)} to ${timeAndDay(to)}`
}

/** A sentence: first letter capital where it is a plain word, full stop at the end. */
export function sentence(text: string): string {
  const line = oneLine(text, 600)
  if (line === '') return ''
  const first = /^[a-z]+\b(?!['/])/.test(line) ? line.charAt(0).toUpperCase() + line.slice(1) : line
  return /[.!?…]$/.test(first) ? first : `${first}.`
}
