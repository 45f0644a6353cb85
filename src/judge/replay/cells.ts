import type { Line } from './lines.ts'

/** The cells of one line: a text that holds them, and where they begin and end; cell n is `text.slice(from[n], to[n])`. */
export interface Cells {
  text: string
  count: number
  readonly from: number[]
  readonly to: number[]
}

/** Stands between cells of a line that had quotes, in place of the comma that may be within them. */
const MARK = '\u0001'

/** Finds the cells of a line; `cells` is used again for every line, since a history has millions. */
export function cut(cells: Cells, line: Readonly<Line>): void {
  if (!line.quoted) {
    cutAt(cells, ',', line.text, line.from, line.to)
    return
  }
  const text = unquoted(textOf(line)).join(MARK)
  cutAt(cells, MARK, text, 0, text.length)
}

function cutAt(cells: Cells, mark: string, text: string, start: number, end: number): void {
  if (cells.text !== text) cells.text = text
  cells.count = 0
  for (let from = start; ; ) {
    const found = text.indexOf(mark, from)
    const to = found < 0 || found > end ? end : found
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

/** A cell without the space around it; empty where the line has no such cell. */
export function cellAt(cells: Cells, index: number): string {
  return index < 0 || index >= cells.count ? '' : cells.text.slice(cells.from[index], cells.to[index]).trim()
}

/** The cells of a line as texts. */
export function cellsOf(line: string): readonly string[] {
  return line.includes('"') ? unquoted(line) : line.split(',')
}

function unquoted(line: string): readonly string[] {
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}

/**
 * A cell of nothing but up to fifteen digits as a number, 0 where it is empty; undefined where it is anything else.
 */
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
