import type { Line } from './lines.ts'

/** The cells of one line: cell n is `text.slice(from[n], to[n])`. */
export interface Cells {
  text: string
  count: number
  readonly from: number[]
  readonly to: number[]
}

/** Delimiter between the unquoted cells of a line, which may contain commas. */
const MARK = '\u0001'

/** Splits a line into `cells`, one object reused for the millions of lines of a history. */
export function cut(cells: Cells, line: Readonly<Line>, delimiter: string): void {
  if (line.quoted) cutText(cells, textOf(line), delimiter)
  else cutAt(cells, delimiter, line.text, line.from, line.to)
}

/** Splits a row with quoted cells, which may contain line breaks. */
export function cutText(cells: Cells, row: string, delimiter: string): void {
  setCells(cells, unquoted(row, delimiter))
}

/** Replaces the cells by values. */
export function setCells(cells: Cells, values: readonly string[]): void {
  const text = values.map((value) => (value.includes(MARK) ? value.replaceAll(MARK, ' ') : value)).join(MARK)
  cutAt(cells, MARK, text, 0, text.length)
}

function cutAt(cells: Cells, mark: string, text: string, start: number, end: number): void {
  if (cells.text !== text) cells.text = text
  cells.count = 0
  for (let from = start; ; ) {
    const index = text.indexOf(mark, from)
    const to = index < 0 || index > end ? end : index
    cells.from[cells.count] = from
    cells.to[cells.count] = to
    cells.count += 1
    if (to === end) return
    from = to + 1
  }
}

export function textOf({ text, from, to }: Readonly<Line>): string {
  return text.slice(from, to)
}

/** @returns The trimmed cell; empty where the line has no such cell. */
export function cellAt(cells: Cells, index: number): string {
  return index < 0 || index >= cells.count ? '' : cells.text.slice(cells.from[index], cells.to[index]).trim()
}

/** @returns The cells of a line, without quotes. */
export function cellsOf(line: string, delimiter: string): readonly string[] {
  return line.includes('"') ? unquoted(line, delimiter) : line.split(delimiter)
}

function unquoted(line: string, delimiter: string): readonly string[] {
  const cells: string[] = []
  for (let at = 0; ; ) {
    const isQuoted = line.startsWith('"', at)
    const close = isQuoted ? closingQuote(line, at + 1) : at
    const index = line.indexOf(delimiter, close)
    const end = index < 0 ? line.length : index
    cells.push(isQuoted ? line.slice(at + 1, close).replaceAll('""', '"') : line.slice(at, end))
    if (index < 0) return cells
    at = end + delimiter.length
  }
}

/** Whether a row ends within a quoted cell. A quote within an unquoted cell is text, such as that of 19". */
export function endsInQuotes(row: string, delimiter: string): boolean {
  for (let at = 0; ; ) {
    const isQuoted = row.startsWith('"', at)
    const close = isQuoted ? closingQuote(row, at + 1) : at
    if (isQuoted && close === row.length) return true
    const index = row.indexOf(delimiter, close)
    if (index < 0) return false
    at = index + delimiter.length
  }
}

/** @returns The index of the closing quote; two quotes in a row are an escaped one. */
function closingQuote(line: string, from: number): number {
  let quote = line.indexOf('"', from)
  while (quote >= 0 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2)
  return quote < 0 ? line.length : quote
}

/** @returns The number in a cell of at most fifteen digits; 0 for an empty cell; undefined for any other text. */
export function digitsAt(cells: Cells, index: number): number | undefined {
  if (index < 0 || index >= cells.count) return 0
  const to = cells.to[index] ?? 0
  const from = cells.from[index] ?? 0
  if (to - from > 15) return undefined
  let value = 0
  for (let at = from; at < to; at += 1) {
    const digit = cells.text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return undefined
    value = 10 * value + digit
  }
  return value
}
