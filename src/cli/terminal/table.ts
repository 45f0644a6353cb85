import sliceAnsi from 'slice-ansi'
import stringWidth from 'string-width'

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

/** Cells that a text takes on a terminal: colour codes take none, wide characters two. */
export function visibleLength(text: string): number {
  return stringWidth(text)
}

/** The text cut to a number of cells, with an ellipsis; a wide character takes two, a colour code none. */
export function clip(text: string, cells: number): string {
  if (stringWidth(text) <= cells) return text
  const room = Math.max(0, cells - 1)
  const cut = sliceAnsi(text, 0, room)
  // A wide character that begins in the last cell is given whole.
  return `${stringWidth(cut) <= room ? cut : sliceAnsi(text, 0, room - 1)}…`
}
