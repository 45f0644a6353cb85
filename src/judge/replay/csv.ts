import { BLAME_OF, type Failure, type FailureClass, MonitorError, type Outcome, parseTime } from '../../core/index.ts'
import type { JudgedRun } from '../judged-run.ts'
import { type Cells, cellAt, cellsOf, cut, digitsAt, textOf } from './cells.ts'
import { linesOf } from './lines.ts'

export interface CsvOptions {
  /** The name of the target that the runs are put under. */
  readonly target: string
  /** The surface of a file that has no column for it. */
  readonly surface: string
  /** Told of every line that cannot be used: its number, counted from 1, and why. */
  readonly onProblem: (line: number, problem: string) => void
}

const OURS = ['at', 'surface', 'outcome'] as const
const OTHERS = ['t_utc_iso', 'status'] as const
const OUTCOME_OF: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['passed', 'passed'],
  ['slow', 'slow'],
  ['failed', 'failed'],
  ['error', 'error'],
  ['up', 'passed'],
  ['degraded', 'slow'],
  ['down', 'failed'],
])

interface Columns {
  readonly at: number
  readonly outcome: number
  readonly surface: number
  readonly http: number
  readonly ms: number
  readonly failure: number
  readonly location: number
  readonly probe: number
}

/**
 * Reads runs from the text of a CSV file, whole or in pieces. Columns by the header: `at,surface,outcome,http_status,duration_ms,failure_class`, and if wanted
 * `location,probe`; or `t_utc_iso,status,http,ms`. Times are ISO 8601, UTC where they name no zone, or epoch times in
 * milliseconds or (ten digits) seconds. Lines that cannot be used are told of and left out.
 * @throws MonitorError code `history` where the header is not one of the two.
 */
export function* readCsv(text: string | Iterable<string>, options: CsvOptions): Generator<JudgedRun> {
  const names = new Map<string, string>()
  const cells: Cells = { text: '', count: 0, from: [], to: [] }
  let columns: Columns | undefined
  let number = 0
  for (const line of linesOf(text)) {
    number += 1
    if (!columns) {
      columns = columnsOf(textOf(line))
      continue
    }
    cut(cells, line)
    if (cells.count === 1 && cellAt(cells, 0) === '') continue
    const run = readLine(cells, columns, options, names)
    if (typeof run === 'string') options.onProblem(number, run)
    else yield run
  }
  if (!columns) throw headerError('an empty file')
}

function columnsOf(header: string): Columns {
  const names = cellsOf(header.replace(/^\uFEFF/, '')).map((name) => name.trim().toLowerCase())
  const has = (wanted: readonly string[]) => wanted.every((name) => names.includes(name))
  if (!has(OURS) && !has(OTHERS)) throw headerError(`"${header.slice(0, 200)}"`)
  const find = (...wanted: readonly string[]) => names.findIndex((name) => wanted.includes(name))
  return {
    at: find('at', 't_utc_iso'),
    outcome: find('outcome', 'status'),
    surface: find('surface'),
    http: find('http_status', 'http'),
    ms: find('duration_ms', 'ms'),
    failure: find('failure_class'),
    location: find('location'),
    probe: find('probe'),
  }
}

function headerError(got: string): MonitorError {
  return new MonitorError('history', `the first line is ${got}, not a header of run columns`, {
    hint: 'Use at,surface,outcome,http_status,duration_ms,failure_class (location,probe optional) or t_utc_iso,status,http,ms.',
  })
}

function readLine(cells: Cells, columns: Columns, options: CsvOptions, names: Map<string, string>): JudgedRun | string {
  const text = (index: number) =>
    index < 0 || cells.from[index] === cells.to[index] ? '' : nameAt(cells, index, names)
  const shown = (index: number) => `"${cellAt(cells, index).slice(0, 60)}"`
  const startedAt = timeAt(cells, columns.at)
  if (startedAt === undefined) return `${shown(columns.at)} is not a time`
  const outcome = outcomeAt(cells, columns.outcome)
  if (!outcome) return `${shown(columns.outcome)} is not an outcome: passed, slow, failed or error`
  const durationMs = numberAt(cells, columns.ms)
  if (durationMs === undefined) return `${shown(columns.ms)} is not a duration in milliseconds`
  const http = numberAt(cells, columns.http)
  if (http === undefined) return `${shown(columns.http)} is not an HTTP status`
  const surface = text(columns.surface) || options.surface
  const { target } = options
  const probe = text(columns.probe) || surface
  const location = text(columns.location) || 'local'
  const trigger = 'schedule'
  const failure = outcome === 'passed' ? undefined : failureOf(outcome, text(columns.failure), http)
  // Written out rather than spread: a replay reads millions of these, and they should be alike to the engine.
  return failure
    ? { target, surface, probe, location, trigger, startedAt, durationMs, outcome, failure }
    : { target, surface, probe, location, trigger, startedAt, durationMs, outcome }
}

function outcomeAt(cells: Cells, index: number): Outcome | undefined {
  if (index >= cells.count) return undefined
  const word = cells.text.slice(cells.from[index], cells.to[index])
  return OUTCOME_OF.get(word) ?? OUTCOME_OF.get(word.trim().toLowerCase())
}

/** A name comes back often, so each is kept once: a slice would keep all the text around it. */
function nameAt(cells: Cells, index: number, names: Map<string, string>): string {
  if (index >= cells.count) return ''
  const raw = cells.text.slice(cells.from[index], cells.to[index])
  const known = names.get(raw)
  if (known !== undefined) return known
  const trimmed = raw.trim()
  if (names.size < 10_000) names.set(raw, trimmed)
  return trimmed
}

function timeAt(cells: Cells, index: number): number | undefined {
  const from = cells.from[index] ?? 0
  const quick = index < cells.count ? quickTime(cells.text, from, cells.to[index] ?? 0) : undefined
  return quick ?? parseTime(cellAt(cells, index))
}

let lastDay = { text: '', at: 0 }

/** `2026-03-02T11:37:05Z`, with or without milliseconds: read by its digits, since the same day comes thousands of times in a row. */
function quickTime(text: string, from: number, to: number): number | undefined {
  const withMs = to - from === 24
  if ((to - from !== 20 && !withMs) || text.charCodeAt(to - 1) !== 90 || text.charCodeAt(from + 10) !== 84)
    return undefined
  if (!text.startsWith(lastDay.text, from) || lastDay.text === '') {
    const day = text.slice(from, from + 10)
    const at = Date.parse(`${day}T00:00:00Z`)
    if (Number.isNaN(at)) return undefined
    lastDay = { text: day, at }
  }
  const [hour, minute] = [twoDigits(text, from + 11), twoDigits(text, from + 14)]
  const second = twoDigits(text, from + 17)
  const ms = withMs ? 10 * twoDigits(text, from + 20) + text.charCodeAt(from + 22) - 48 : 0
  // Also false for what is no number.
  return hour < 24 && minute < 60 && second < 60 && ms < 1_000
    ? lastDay.at + ((hour * 60 + minute) * 60 + second) * 1_000 + ms
    : undefined
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
}

/** A number that is not negative; 0 for an empty cell. */
function numberAt(cells: Cells, index: number): number | undefined {
  const digits = digitsAt(cells, index)
  if (digits !== undefined) return digits
  const value = Number(cellAt(cells, index))
  return Number.isFinite(value) && value >= 0 ? value : undefined
}

const CLASS_OF_HTTP: Readonly<Record<number, FailureClass>> = {
  400: 'bad_request',
  401: 'credentials',
  403: 'blocked',
  404: 'bad_request',
  405: 'blocked',
  413: 'bad_request',
  429: 'quota',
  529: 'overloaded',
}

/** What went wrong, by the class that is named, else by the HTTP status; a service that gives no answer is at fault. */
function failureOf(outcome: Outcome, named: string, http: number): Failure | undefined {
  const message = http > 0 ? `HTTP ${http}` : named || outcome
  if (Object.hasOwn(BLAME_OF, named)) {
    const known = named as FailureClass
    return { class: known, blame: BLAME_OF[known], message }
  }
  if (outcome === 'slow') return { class: 'slow', blame: 'provider', message }
  if (outcome === 'error') return { class: 'probe_error', blame: 'probe', message }
  const known = CLASS_OF_HTTP[http] ?? (http >= 520 && http < 530 ? 'edge' : http === 0 ? 'timeout' : 'server_error')
  return { class: known, blame: BLAME_OF[known], message }
}
