import { stripVTControlCharacters } from 'node:util'
import { cutText } from '../../core/index.ts'

/** Columns padded to their widest cell, two spaces between; cells may carry colour codes. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, visibleLength(cell))
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - visibleLength(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Length without colour codes. */
export function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length
}

/** Cuts text to a width, with an ellipsis, leaving colour codes out of account: use before painting. */
export function clip(text: string, width: number): string {
  return cutText(text, width)
}
