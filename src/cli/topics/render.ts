import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import type { Paint } from '../terminal/colour.ts'

/** A column other than the widest is at most this wide. */
const NARROW = 34
const GAP = '  '

/**
 * A topic's Markdown as text for a terminal: paragraphs wrapped, tables as columns, headings in bold, code as it is.
 * Knows the Markdown the topics use, and no more: headings, paragraphs, tables, indented code, `code` spans.
 * @param columns width to wrap at
 */
export function renderTopic(markdown: string, columns: number, paint: Paint): string {
  return blocksIn(markdown)
    .map((block) => renderBlock(block, columns, paint))
    .join('\n\n')
    .concat('\n')
}

function blocksIn(markdown: string): readonly string[] {
  return markdown.split(/\n{2,}/).map((block) => block.replace(/\n+$/, ''))
}

function renderBlock(block: string, columns: number, paint: Paint): string {
  if (block.startsWith('# ')) return paint('bold', block.slice(2))
  if (block.startsWith('|')) return renderTable(block, columns, paint)
  if (block.startsWith('    ')) return block
  return wrapAnsi(plain(block.replaceAll('\n', ' ')), columns)
}

function renderTable(block: string, columns: number, paint: Paint): string {
  const [head = [], , ...body] = block.split('\n').map(cellsOf)
  const rows = [head, ...body]
  const natural = head.map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))))
  const widest = natural.indexOf(Math.max(...natural))
  const narrow = natural.map((width) => Math.min(width, NARROW))
  const rest = columns - narrow.reduce((sum, width, column) => (column === widest ? sum : sum + width + GAP.length), 0)
  const widths = narrow.map((width, column) =>
    column === widest ? Math.max(20, Math.min(natural[column] ?? 0, rest)) : width,
  )
  return rows
    .map((row, index) => renderRow(row, widths, index === 0 ? (text) => paint('dim', text) : String))
    .join('\n')
}

function renderRow(row: readonly string[], widths: readonly number[], style: (text: string) => string): string {
  const cells = widths.map((width, column) => wrapAnsi(row[column] ?? '', width, { hard: true }).split('\n'))
  const height = Math.max(...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) => {
    const texts = cells.map((lines, column) => pad(lines[line] ?? '', widths[column] ?? 0))
    return style(texts.join(GAP).trimEnd())
  }).join('\n')
}

function cellsOf(line: string): readonly string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => plain(cell.trim()))
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}

function plain(text: string): string {
  return text.replaceAll('`', '')
}
