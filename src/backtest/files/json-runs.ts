import { isJsonObject, type JsonObject, MonitorError, messageOf } from '../../core/index.ts'
import type { JudgedRun } from '../../judge/index.ts'
import { setCells } from './cells.ts'
import type { CsvOptions } from './csv.ts'
import { layoutOfNames } from './layouts.ts'
import { type Row, readRow } from './row.ts'
import { runsOfSpan } from './spans.ts'

/**
 * Reads runs from a JSON export: heartbeats of Uptime Kuma (an array, or `heartbeatList` by monitor), `results` or `states`
 * of Pingdom's API. Reports number the rows from 1.
 * @throws MonitorError code `history` where the text is not JSON or has no recognised row
 */
export function* readJsonRuns(text: string, options: CsvOptions): Generator<JudgedRun> {
  const row: Row = { cells: { text: '', count: 0, from: [], to: [] }, hasNull: false }
  const names = new Map<string, string>()
  let number = 0
  for (const { rows, monitor } of tablesIn(parsed(text))) {
    const columns = [...new Set(rows.flatMap((fields) => Object.keys(fields)))]
    const layout = layoutOfNames(columns, '\u0001')
    if (!layout) continue
    const place = monitor === undefined ? options : { ...options, surface: `monitor ${monitor}` }
    const reader = { layout, options: place, names }
    for (const fields of rows) {
      number += 1
      setCells(
        row.cells,
        columns.map((name) => cellOf(fields[name])),
      )
      row.hasNull = false
      const run = readRow(row, reader)
      if (typeof run === 'string') options.onProblem(number, run)
      else if (!run) options.onNote?.(number, 'not-judged')
      else {
        if (row.hasNull) options.onNote?.(number, 'null')
        if (layout.isSpans) options.onNote?.(number, 'span')
        yield* layout.isSpans ? runsOfSpan(run, row.cells, layout) : [run]
      }
    }
  }
  if (number === 0) {
    throw new MonitorError('history', 'the JSON has no list of runs', {
      hint: 'Use the heartbeats of Uptime Kuma (time, status, ping), or results (time, status, responsetime) of Pingdom.',
    })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const hint = 'Export the file again, or use CSV.'
    throw new MonitorError('history', `the file begins like JSON but cannot be parsed: ${messageOf(cause)}`, {
      hint,
      cause,
    })
  }
}

interface Table {
  readonly rows: readonly JsonObject[]
  readonly monitor?: string
}

/** @returns Every array of objects in the first levels; an array under a numeric key belongs to the monitor of that number. */
function tablesIn(value: unknown, depth = 0, name?: string): readonly Table[] {
  if (depth > 4 || typeof value !== 'object' || value === null) return []
  if (!Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, inner]) => tablesIn(inner, depth + 1, key))
  }
  const rows = value.filter(isJsonObject)
  const monitor = name !== undefined && /^\d+$/.test(name) ? { monitor: name } : {}
  if (rows.length > 0) return [{ rows, ...monitor }]
  return value.flatMap((item) => tablesIn(item, depth + 1))
}

function cellOf(value: unknown): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  return typeof value === 'boolean' ? String(Number(value)) : ''
}
