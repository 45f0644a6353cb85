import type { JudgedRun } from '../../judge/index.ts'
import { cellAt, cut, cutText, endsInQuotes, textOf } from './cells.ts'
import { headerError, type Layout, layoutOf, statedDelimiter } from './layouts.ts'
import { type Line, linesOf } from './lines.ts'
import { type Row, type RunsPlace, readRow } from './row.ts'
import { runsOfSpan } from './spans.ts'

export interface CsvOptions extends RunsPlace {
  /** Receives every invalid line: its number, counted from 1, and the reason. */
  readonly onProblem: (line: number, problem: string) => void
  /** Receives every valid line that is changed or left out. */
  readonly onNote?: (line: number, note: RowNote) => void
}

/** `null`: a number is NULL; `not-judged`: maintenance or a pause; `span`: a change of state, converted into runs. */
export type RowNote = 'null' | 'not-judged' | 'span'

/** A quoted cell has at most this many lines. */
const MOST_LINES = 200

/**
 * Reads runs from CSV text, whole or in chunks, in the layouts of `layouts.ts`. Times are ISO 8601 (UTC where they have no
 * zone) or epoch times in milliseconds or, with ten digits, seconds. Invalid lines are reported and left out.
 * @throws MonitorError code `history` for an unrecognised header
 */
export function* readCsv(text: string | Iterable<string>, options: CsvOptions): Generator<JudgedRun> {
  const row: Row = { cells: { text: '', count: 0, from: [], to: [] }, hasNull: false }
  const { cells } = row
  const names = new Map<string, string>()
  let reader: { layout: Layout; options: RunsPlace; names: Map<string, string> } | undefined
  let stated: string | undefined
  let number = 0
  const open = { text: '', lines: 0 }
  for (const line of linesOf(text)) {
    number += 1
    if (!reader) {
      const header = textOf(line)
      stated ??= statedDelimiter(header)
      if (number === 1 && stated !== undefined) continue
      reader = { layout: layoutOf(header, stated), options, names }
      continue
    }
    const { layout } = reader
    if (open.lines > 0 || (line.quoted && endsInQuotes(textOf(line), layout.delimiter))) {
      if (!closes(open, line, layout.delimiter)) continue
      cutText(cells, open.text, layout.delimiter)
      open.text = ''
      open.lines = 0
    } else cut(cells, line, layout.delimiter)
    if (cells.count === 1 && cellAt(cells, 0) === '') continue
    row.hasNull = false
    const run = readRow(row, reader)
    if (typeof run === 'string') options.onProblem(number, run)
    else if (!run) options.onNote?.(number, 'not-judged')
    else {
      if (row.hasNull) options.onNote?.(number, 'null')
      if (layout.isSpans) {
        options.onNote?.(number, 'span')
        yield* runsOfSpan(run, cells, layout)
      } else yield run
    }
  }
  if (open.lines > 0) options.onProblem(number, 'a quoted cell has no end')
  if (!reader) throw headerError('')
}

/** Adds a line to a row with a multi-line cell. @returns Whether the row is complete, or has MOST_LINES lines. */
function closes(open: { text: string; lines: number }, line: Readonly<Line>, delimiter: string): boolean {
  open.text += `${open.lines > 0 ? '\n' : ''}${textOf(line)}`
  open.lines += 1
  return (open.lines > 1 && line.quoted && !endsInQuotes(open.text, delimiter)) || open.lines >= MOST_LINES
}
