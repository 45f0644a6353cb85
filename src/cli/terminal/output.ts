import { printable } from '../../core/index.ts'
import { OWN_COLOUR, type Paint } from './colour.ts'
import { clip } from './table.ts'

/**
 * Where a command prints. Printed text may come from a service or a file: control characters other than the product's own
 * colours are written out (`\u001b`), so that a terminal does not act on them.
 */
export interface Output {
  readonly isTTY: boolean
  /** Width of the terminal; undefined for a file, a pipe, or a terminal that does not report it. */
  readonly columns: number | undefined
  write(text: string, done?: () => void): void
  /**
   * Shows a line of progress, replacing the last one, until something is printed; '' removes it. Only on a terminal.
   */
  hint(text: string): void
  /** The text as `write` would print it, for what draws on the stream itself. */
  shown(text: string): string
  readonly stream: NodeJS.WriteStream
}

/** An output to a stream that `paint` paints for. */
export function outputTo(stream: NodeJS.WriteStream, paint: Paint): Output {
  const coloured = paint('bold', ' ') !== ' '
  const asPrinted = (text: string) => (coloured ? betweenColours(text) : printable(text))
  const isTTY = stream.isTTY === true
  // A terminal that does not know its size reports 0.
  const columns = () => stream.columns || undefined
  let hinted = false

  function hint(text: string): void {
    if (!isTTY || (text === '' && !hinted)) return
    stream.write(`\r${paint('dim', clip(printable(text).replace(/\s+/g, ' '), (columns() ?? 80) - 1))}${ERASE_REST}`)
    hinted = text !== ''
  }

  return {
    isTTY,
    get columns() {
      return columns()
    },
    write(text, done) {
      hint('')
      stream.write(asPrinted(text), done)
    },
    hint,
    shown: asPrinted,
    stream,
  }
}

/** From where the cursor is to the end of the line. */
const ERASE_REST = `${String.fromCharCode(27)}[K`

function betweenColours(text: string): string {
  return text
    .split(OWN_COLOUR)
    .map((part, index) => (index % 2 === 0 ? printable(part) : part))
    .join('')
}
