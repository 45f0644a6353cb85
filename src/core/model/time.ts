import { MonitorError } from './errors.ts'

/** The source of the time. Tests pass a clock under their control. */
export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): number
}

/**
 * A clock that is never set, ms since an arbitrary start. Measures waits and ages, because the wall clock can be set
 * forward and back. It may stand still while the machine is suspended.
 */
export interface MonotonicClock {
  elapsed(): number
}

/** The clocks of the machine. */
export interface SystemClock extends Clock, MonotonicClock {
  /** Time since the machine started, including suspension, ms. */
  uptime(): number
}

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A month counts as 30 days and a year as 365. */
const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
  mo: 30 * DAY,
  y: 365 * DAY,
}

/**
 * Reads '500ms', '10s', '1m', '2h', '90d', '1w', '6mo', '1y' or '1m30s' as milliseconds.
 * @throws MonitorError code `duration` on anything else.
 */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|mo|[smhdwy])/g)]
  const whole = parts.map((part) => part[0]).join('')
  if (parts.length === 0 || whole !== text.replaceAll(' ', '')) {
    throw new MonitorError('duration', `"${text}" is not a duration`, {
      hint: 'Write a number and a unit: 500ms, 30s, 5m, 2h, 90d, 1w, 6mo or 1y.',
    })
  }
  return parts.reduce((sum, part) => sum + Number(part[1]) * (UNIT_MS[part[2] as string] as number), 0)
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/i

/**
 * A time as epoch milliseconds: ISO 8601 (UTC if it has no zone), or an epoch time with ten digits in seconds (2001 to
 * 2286), with twelve or thirteen in milliseconds (from 1973 on). Undefined for anything else, so that no text is read in
 * the wrong unit or in the zone of this machine.
 */
export function parseTime(text: string): number | undefined {
  if (/^\d{10}(\.\d+)?$/.test(text)) return Math.round(Number(text) * SECOND)
  if (/^\d{12,13}(\.\d+)?$/.test(text)) return Math.round(Number(text))
  const [, day, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? []
  if (day === undefined || parseDay(day) === undefined) return undefined
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}` : 'Z'
  const at = Date.parse(`${day}T${time}${offset}`)
  return Number.isNaN(at) ? undefined : at
}

/** The start of a day such as 2026-03-02 in UTC, epoch ms; undefined for anything else, also for 2026-02-30. */
export function parseDay(text: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN
  // Date.parse takes the 30th of February for the 2nd of March.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at : undefined
}

/** A duration in ms as text, in at most two units: '850 ms', '4.2 s', '3 min 20 s', '2 h 5 min', '3 d'. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`
  const units: readonly (readonly [number, string])[] = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
    [SECOND, 's'],
  ]
  const rounded = Math.round(ms / SECOND) * SECOND
  const index = units.findIndex(([size]) => rounded >= size)
  const [size, name] = units[index] as readonly [number, string]
  const next = units[index + 1]
  const first = `${Math.floor(rounded / size)} ${name}`
  if (!next) return first
  const rest = Math.floor((rounded % size) / next[0])
  return rest > 0 ? `${first} ${rest} ${next[1]}` : first
}
