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
        .join(' '.repeat(GAP))
        .trimEnd(),
    )
    .join('\n')
}

/** Blanks between two columns. */
export const GAP = 2

/** A table; several below each other, each with the first column, where its columns do not fit side by side. */
export function tableWithin(rows: readonly (readonly string[])[], columns: number): string {
  const widthOf = (index: number) => Math.max(...rows.map((row) => visibleLength(row[index] ?? '')))
  const [first = 0, ...widths] = (rows[0] ?? []).map((_, index) => widthOf(index))
  return blocksWithin(widths, columns - first)
    .map((block) => table(rows.map((row) => [row[0] ?? '', ...block.map((index) => row[index + 1] ?? '')])))
    .join('\n\n')
}

/** The indexes of columns of these widths in blocks that fit into `room`, with a gap before each column. */
export function blocksWithin(widths: readonly number[], room: number): readonly (readonly number[])[] {
  const blocks: number[][] = []
  let spareWidth = 0
  for (const [index, width] of widths.entries()) {
    const block = blocks.at(-1)
    if (block && spareWidth >= width + GAP) {
      block.push(index)
      spareWidth -= width + GAP
    } else {
      blocks.push([index])
      spareWidth = room - width - GAP
    }
  }
  return blocks
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
