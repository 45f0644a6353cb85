import {
  BLAME_OF,
  FAILURE_CLASSES,
  type Failure,
  type FailureClass,
  isOneOf,
  type Outcome,
  parseDay,
  parseTime,
} from '../../core/index.ts'
import type { JudgedRun } from '../../judge/index.ts'
import { type Cells, cellAt, digitsAt } from './cells.ts'
import type { Layout } from './layouts.ts'

/** Target, and the surface of rows without one. */
export interface RunsPlace {
  /** Name of the target of all runs. */
  readonly target: string
  /** Surface of a file without a column for it. */
  readonly surface: string
}

/** The current row; one object reused for all rows. */
export interface Row {
  readonly cells: Cells
  /** A number in the row is NULL. */
  hasNull: boolean
}

interface RowReader {
  readonly layout: Layout
  readonly options: RunsPlace
  /** Cache of names by cell text. */
  readonly names: Map<string, string>
}

/**
 * @returns The run of a row; the reason as text where the row is invalid; undefined for a row that measures nothing, such as
 * maintenance.
 */
export function readRow(row: Row, { layout, options, names }: RowReader): JudgedRun | string | undefined {
  const { cells } = row

  const text = (index: number) =>
    index < 0 || cells.from[index] === cells.to[index] ? '' : nameAt(cells, index, names)
  const quotedCell = (index: number) => `"${cellAt(cells, index).slice(0, 60)}"`
  const startedAt = timeAt(cells, layout.at)
  if (startedAt === undefined) return `${quotedCell(layout.at)} is not a time`
  const outcome = outcomeAt(cells, layout)
  if (!outcome) return `${quotedCell(layout.outcome)} is not an outcome: passed, slow, failed or error`
  if (outcome === 'skipped') return undefined
  const durationMs = numberAt(row, layout.ms, layout)
  if (durationMs === undefined) return `${quotedCell(layout.ms)} is not a duration in milliseconds`
  const stated = numberAt(row, layout.http, layout)
  if (stated === undefined) return `${quotedCell(layout.http)} is not an HTTP status`
  const http = stated || (layout.words < 0 || outcome === 'passed' ? 0 : statusIn(cellAt(cells, layout.words)))
  const surface = surfaceOf(text(layout.surface), text(layout.monitor), options.surface)
  const { target } = options
  const probe = text(layout.probe) || surface
  const location = text(layout.location) || 'local'
  const trigger = 'schedule'
  const failure = outcome === 'passed' ? undefined : failureOf(outcome, text(layout.failure), http)
  // Full object literals: millions of runs should share two hidden classes in V8.
  return failure
    ? { target, surface, probe, location, trigger, startedAt, durationMs, outcome, failure }
    : { target, surface, probe, location, trigger, startedAt, durationMs, outcome }
}

/** A surface without a name is called "monitor 3", since "3" alone explains nothing. */
function surfaceOf(surface: string, monitor: string, fallback: string): string {
  return surface || (monitor ? `monitor ${monitor}` : fallback)
}

function outcomeAt(cells: Cells, { outcome: index, outcomes }: Layout): Outcome | undefined {
  if (index >= cells.count) return undefined
  const word = cells.text.slice(cells.from[index], cells.to[index])
  return outcomes.get(word) ?? outcomes.get(word.trim().toLowerCase())
}

/** @returns The HTTP status in a message such as "Request failed with status code 503" or "503 - Service Unavailable"; else 0. */
function statusIn(words: string): number {
  return Number(/(?<![\d.:])[45]\d\d(?![\d.:]|\s?ms)/.exec(words)?.[0] ?? 0)
}

/** Caches names: they repeat often, and a slice would keep its whole chunk in memory. */
function nameAt(cells: Cells, index: number, names: Map<string, string>): string {
  if (index >= cells.count) return ''
  const raw = cells.text.slice(cells.from[index], cells.to[index])
  const cached = names.get(raw)
  if (cached !== undefined) return cached
  const trimmed = NULL.test(raw.trim()) ? '' : raw.trim()
  if (names.size < 10_000) names.set(raw, trimmed)
  return trimmed
}

export function timeAt(cells: Cells, index: number): number | undefined {
  const from = cells.from[index] ?? 0
  const quick = index < cells.count ? quickTime(cells.text, from, cells.to[index] ?? 0) : undefined
  return quick ?? parseTime(cellAt(cells, index))
}

let lastDay = { text: '', at: 0 }

/** Parses `2026-03-02T11:37:05Z`, with or without milliseconds; caches the day, since thousands of rows in a row share it. */
function quickTime(text: string, from: number, to: number): number | undefined {
  const withMs = to - from === 24
  if ((to - from !== 20 && !withMs) || text.charCodeAt(to - 1) !== 90 || text.charCodeAt(from + 10) !== 84)
    return undefined
  if (!text.startsWith(lastDay.text, from) || lastDay.text === '') {
    const day = text.slice(from, from + 10)
    const at = parseDay(day)
    if (at === undefined) return undefined
    lastDay = { text: day, at }
  }
  const [hour, minute] = [twoDigits(text, from + 11), twoDigits(text, from + 14)]
  const second = twoDigits(text, from + 17)
  const ms = withMs ? 10 * twoDigits(text, from + 20) + (twoDigits(text, from + 21) % 10) : 0
  const isSeparated = text[from + 13] === ':' && text[from + 16] === ':' && (!withMs || text[from + 19] === '.')
  // Also false for NaN.
  return isSeparated && hour < 24 && minute < 60 && second < 60 && ms < 1_000
    ? lastDay.at + ((hour * 60 + minute) * 60 + second) * 1_000 + ms
    : undefined
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
}

/** Words that exports write for a missing value. */
const NULL = /^(?:null|nil|none|nan|n\/a|\\n|-)$/i

/** @returns A number that is not negative; 0 for an empty cell and for NULL, which sets `hasNull`; else undefined. */
function numberAt(row: Row, index: number, { decimalComma }: Layout): number | undefined {
  const digits = digitsAt(row.cells, index)
  if (digits !== undefined) return digits
  const text = cellAt(row.cells, index)
  if (NULL.test(text)) {
    row.hasNull = true
    return 0
  }
  const value = Number(decimalComma ? text.replace(',', '.') : text)
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

/** @returns The failure by its class in the row, else by the HTTP status; no answer at all is a timeout of the provider. */
function failureOf(outcome: Outcome, named: string, http: number): Failure | undefined {
  const message = http > 0 ? `HTTP ${http}` : named || outcome
  if (isOneOf(FAILURE_CLASSES, named)) return { class: named, blame: BLAME_OF[named], message }
  if (outcome === 'slow') return { class: 'slow', blame: 'provider', message }
  if (outcome === 'error') return { class: 'probe_error', blame: 'probe', message }
  const failureClass =
    CLASS_OF_HTTP[http] ?? (http >= 520 && http < 530 ? 'edge' : http === 0 ? 'timeout' : 'server_error')
  return { class: failureClass, blame: BLAME_OF[failureClass], message }
}
