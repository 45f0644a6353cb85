import { oneLine, type ShownMessage, type Tone } from '../../core/index.ts'
import type { Paint, Style } from '../terminal/colour.ts'
import { wrapped } from './alert-lines.ts'

const TONE: Readonly<Record<Tone, Style>> = { down: 'red', degraded: 'yellow', notice: 'cyan', good: 'green' }
const BAR = '│ '

/** A message as lines of text: title, paragraphs, facts, links and small print next to a bar in its colour. */
export function shownLines(
  message: ShownMessage,
  { columns, paint }: { readonly columns: number; readonly paint: Paint },
): readonly string[] {
  const { title, paragraphs, fields, links, footer, tone } = message
  const parts = [
    [paint('bold', title)],
    paragraphs.flatMap((text) => text.split('\n')),
    fields.flatMap((text) => text.split('\n')),
    links.map(({ text, url }) => `${text}: ${oneLine(url, 500)}`),
    footer === undefined ? [] : [paint('dim', footer)],
  ]
  const lines = parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => [...(index > 0 ? [''] : []), ...part])
    .filter((line, index, all) => line !== '' || all[index - 1] !== '')
  return lines.flatMap((line) =>
    wrapped(line, columns - BAR.length).map((row) => `${paint(TONE[tone], BAR)}${row}`.trimEnd()),
  )
}
