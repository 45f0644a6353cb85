import { printable } from '../../core/index.ts'
import { OWN_COLOUR, type Paint } from './colour.ts'

/**
 * Where a command prints. What it prints may hold words of a service, of a file, of whoever muted something: of all that a
 * terminal would obey only our own colours get through, the rest is written out.
 */
export interface Output {
  readonly isTTY: boolean
  /** Width of the terminal. */
  readonly columns: number | undefined
  write(text: string, done?: () => void): void
  /** The text as `write` would print it, for what draws on the stream itself. */
  shown(text: string): string
  readonly stream: NodeJS.WriteStream
}

/** An output to a stream that `paint` paints for. */
export function outputTo(stream: NodeJS.WriteStream, paint: Paint): Output {
  const coloured = paint('bold', ' ') !== ' '
  const shown = (text: string) => (coloured ? betweenColours(text) : printable(text))
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns
    },
    write: (text, done) => void stream.write(shown(text), done),
    shown,
    stream,
  }
}

function betweenColours(text: string): string {
  return text
    .split(OWN_COLOUR)
    .map((part, index) => (index % 2 === 0 ? printable(part) : part))
    .join('')
}
