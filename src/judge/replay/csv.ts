import { BLAME_OF, type Failure, type FailureClass, MonitorError, type Outcome } from '../../core/index.ts'
import type { JudgedRun } from '../judged-run.ts'

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
const OUTCOME_OF: Readonly<Record<string, Outcome>> = {
  passed: 'passed',
  slow: 'slow',
  failed: 'failed',
  error: 'error',
  up: 'passed',
  degraded: 'slow',
  down: 'failed',
}

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

/** The lines of a text, without holding them all at once. */
export function* linesOf(text: string): Generator<string> {
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const stop = end < 0 ? text.length : end
    yield text.slice(start, text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop)
    start = stop + 1
  }
}

/**
 * Reads runs from CSV. Columns by the header: `at,surface,outcome,http_status,duration_ms,failure_class`, and if wanted
 * `location,probe`; or `t_utc_iso,status,http,ms`. Times are ISO 8601 or epoch milliseconds. Lines that cannot be used
 * are told of and left out.
 * @throws MonitorError code `history` where the header is not one of the two.
 */
export function* readCsv(lines: Iterable<string>, options: CsvOptions): Generator<JudgedRun> {
  const names = new Map<string, string>()
  let columns: Columns | undefined
  let number = 0
  for (const line of lines) {
    number += 1
    if (!columns) {
      columns = columnsOf(line)
      continue
    }
    if (line.trim() === '') continue
    const run = readLine(cellsOf(line), columns, options, names)
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

function cellsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',')
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}

function readLine(
  cells: readonly string[],
  columns: Columns,
  options: CsvOptions,
  names: Map<string, string>,
): JudgedRun | string {
  // A slice keeps its whole line alive; names come back often, so each is kept once.
  const text = (index: number) => {
    const raw = cells[index]
    if (raw === undefined) return ''
    const known = names.get(raw)
    if (known !== undefined) return known
    const trimmed = raw.trim()
    if (names.size < 10_000) names.set(raw, trimmed)
    return trimmed
  }
  const startedAt = timeOf((cells[columns.at] ?? '').trim())
  if (startedAt === undefined) return `"${(cells[columns.at] ?? '').slice(0, 60)}" is not a time`
  const outcome = OUTCOME_OF[text(columns.outcome).toLowerCase()]
  if (!outcome) return `"${text(columns.outcome).slice(0, 60)}" is not an outcome: passed, slow, failed or error`
  const durationMs = numberOf((cells[columns.ms] ?? '').trim())
  if (durationMs === undefined) return `"${(cells[columns.ms] ?? '').slice(0, 60)}" is not a duration in milliseconds`
  const http = numberOf(text(columns.http))
  if (http === undefined) return `"${text(columns.http).slice(0, 60)}" is not an HTTP status`
  const surface = text(columns.surface) || options.surface
  const failure = outcome === 'passed' ? undefined : failureOf(outcome, text(columns.failure), http)
  const run: JudgedRun = {
    target: options.target,
    surface,
    probe: text(columns.probe) || surface,
    location: text(columns.location) || 'local',
    trigger: 'schedule',
    startedAt,
    durationMs,
    outcome,
  }
  return failure ? { ...run, failure } : run
}

function timeOf(text: string): number | undefined {
  const quick = quickTime(text)
  if (quick !== undefined) return quick
  const at = /^\d{9,}$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(at) ? at : undefined
}

let lastDay = { text: '', at: 0 }

/** `2026-03-02T11:37:05Z`, with or without milliseconds: read by its digits, since the same day comes thousands of times in a row. */
function quickTime(text: string): number | undefined {
  const withMs = text.length === 24
  if ((text.length !== 20 && !withMs) || text.charCodeAt(text.length - 1) !== 90 || text.charCodeAt(10) !== 84)
    return undefined
  if (!text.startsWith(lastDay.text) || lastDay.text === '') {
    const at = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
    if (Number.isNaN(at)) return undefined
    lastDay = { text: text.slice(0, 10), at }
  }
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)]
  const ms = withMs ? 10 * twoDigits(text, 20) + text.charCodeAt(22) - 48 : 0
  // Also false for what is no number.
  return hour < 24 && minute < 60 && second < 60 && ms < 1_000
    ? lastDay.at + ((hour * 60 + minute) * 60 + second) * 1_000 + ms
    : undefined
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48]
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
}

/** A number that is not negative; 0 for an empty cell. */
function numberOf(text: string): number | undefined {
  const value = text === '' ? 0 : Number(text)
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
  if (named in BLAME_OF) {
    const known = named as FailureClass
    return { class: known, blame: BLAME_OF[known], message }
  }
  if (outcome === 'slow') return { class: 'slow', blame: 'provider', message }
  if (outcome === 'error') return { class: 'probe_error', blame: 'probe', message }
  const known = CLASS_OF_HTTP[http] ?? (http >= 520 && http < 530 ? 'edge' : http === 0 ? 'timeout' : 'server_error')
  return { class: known, blame: BLAME_OF[known], message }
}
