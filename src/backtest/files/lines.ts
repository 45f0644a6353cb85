/** A line of a text, without its end: `text.slice(from, to)`. */
export interface Line {
  text: string
  from: number
  to: number
  /** Whether there is a quote in it. */
  quoted: boolean
}

/**
 * The lines of a text that comes in pieces, without holding more than one piece and the line across its edge. The same
 * object is given for every line, and the line is not cut out of its piece: a history has millions.
 */
export function* linesOf(text: string | Iterable<string>): Generator<Readonly<Line>> {
  const line: Line = { text: '', from: 0, to: 0, quoted: false }
  let rest = ''
  for (const piece of typeof text === 'string' ? [text] : text) {
    let start = 0
    let quote = piece.indexOf('"')
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', start)) {
      if (rest === '') {
        if (quote >= 0 && quote < start) quote = piece.indexOf('"', start)
        setLine(line, piece, start, end, quote >= 0 && quote < end)
      } else {
        setWhole(line, rest + piece.slice(0, end))
        rest = ''
      }
      start = end + 1
      yield line
    }
    rest += piece.slice(start)
  }
  if (rest === '') return
  setWhole(line, rest)
  yield line
}

function setWhole(line: Line, text: string): void {
  setLine(line, text, 0, text.length, text.includes('"'))
}

function setLine(line: Line, text: string, from: number, to: number, quoted: boolean): void {
  // Most lines lie in the same text as the one before, and to write down an object again is not free.
  if (line.text !== text) line.text = text
  line.from = from
  line.to = to > from && text.charCodeAt(to - 1) === 13 ? to - 1 : to
  line.quoted = quoted
}
