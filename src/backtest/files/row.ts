import { BLAME_OF, type Failure, type FailureClass, type Outcome, parseTime } from '../../core/index.ts'
import type { JudgedRun } from '../../judge/index.ts'
import { type Cells, cellAt, digitsAt } from './cells.ts'
import type { Layout } from './layouts.ts'

/** Where runs are put that a file does not place itself. */
export interface RunsPlace {
  /** The name of the target that the runs are put under. */
  readonly target: string
  /** The surface of a file that has no column for it. */
  readonly surface: string
}

/** A row under the reader; the same object for all of them. */
export interface Row {
  readonly cells: Cells
  /** Set where a number is NULL. */
  hasNull: boolean
}

export interface RowReader {
  readonly layout: Layout
  readonly options: RunsPlace
  /** Names that were read before. */
  readonly names: Map<string, string>
}

/**
 * The run of a row; a text that says why the row cannot be used; undefined for a row that says nothing of the service,
 * such as one of a maintenance.
 */
export function readRow(row: Row, { layout, options, names }: RowReader): JudgedRun | string | undefined {
  const { cells } = row

  const text = (index: number) =>
    index < 0 || cells.from[index] === cells.to[index] ? '' : nameAt(cells, index, names)
  const shown = (index: number) => `"${cellAt(cells, index).slice(0, 60)}"`
  const startedAt = timeAt(cells, layout.at)
  if (startedAt === undefined) return `${shown(layout.at)} is not a time`
  const outcome = outcomeAt(cells, layout)
  if (!outcome) return `${shown(layout.outcome)} is not an outcome: passed, slow, failed or error`
  if (outcome === 'skipped') return undefined
  const durationMs = numberAt(row, layout.ms, layout)
  if (durationMs === undefined) return `${shown(layout.ms)} is not a duration in milliseconds`
  const stated = numberAt(row, layout.http, layout)
  if (stated === undefined) return `${shown(layout.http)} is not an HTTP status`
  const http = stated || (layout.words < 0 || outcome === 'passed' ? 0 : statusIn(cellAt(cells, layout.words)))
  const surface = surfaceOf(text(layout.surface), text(layout.monitor), options.surface)
  const { target } = options
  const probe = text(layout.probe) || surface
  const location = text(layout.location) || 'local'
  const trigger = 'schedule'
  const failure = outcome === 'passed' ? undefined : failureOf(outcome, text(layout.failure), http)
  // Written out rather than spread: a replay reads millions of these, and they should be alike to the engine.
  return failure
    ? { target, surface, probe, location, trigger, startedAt, durationMs, outcome, failure }
    : { target, surface, probe, location, trigger, startedAt, durationMs, outcome }
}

/** The monitor's name, or a word before its number: a surface called "3" says nothing. */
function surfaceOf(surface: string, monitor: string, ofFile: string): string {
  return surface || (monitor ? `monitor ${monitor}` : ofFile)
}

function outcomeAt(cells: Cells, { outcome: index, outcomes }: Layout): Outcome | undefined {
  if (index >= cells.count) return undefined
  const word = cells.text.slice(cells.from[index], cells.to[index])
  return outcomes.get(word) ?? outcomes.get(word.trim().toLowerCase())
}

/** The HTTP status in a message: "Request failed with status code 503", "503 - Service Unavailable"; 0 where there is none. */
function statusIn(words: string): number {
  return Number(/(?<![\d.:])[45]\d\d(?![\d.:]|\s?ms)/.exec(words)?.[0] ?? 0)
}

/** A name comes back often, so each is kept once: a slice would keep all the text around it. */
function nameAt(cells: Cells, index: number, names: Map<string, string>): string {
  if (index >= cells.count) return ''
  const raw = cells.text.slice(cells.from[index], cells.to[index])
  const known = names.get(raw)
  if (known !== undefined) return known
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

/** What exports write where there is no value. */
const NULL = /^(?:null|nil|none|nan|n\/a|\\n|-)$/i

/** A number that is not negative; 0 for an empty cell, and for NULL, which is noted. */
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
