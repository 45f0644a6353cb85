/** A line without its line break: `text.slice(from, to)`. */
export interface Line {
  text: string
  from: number
  to: number
  /** Whether the line contains a quote. */
  quoted: boolean
}

/**
 * @returns The lines of a text that comes in chunks; holds one chunk and the line across its end. Yields the same object for
 * every line, and does not slice the line out of its chunk: a history has millions of lines.
 */
export function* linesOf(text: string | Iterable<string>): Generator<Readonly<Line>> {
  const line: Line = { text: '', from: 0, to: 0, quoted: false }
  let rest = ''
  for (const chunk of typeof text === 'string' ? [text] : text) {
    let start = 0
    let quote = chunk.indexOf('"')
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      if (rest === '') {
        if (quote >= 0 && quote < start) quote = chunk.indexOf('"', start)
        setLine(line, chunk, start, end, quote >= 0 && quote < end)
      } else {
        setWhole(line, rest + chunk.slice(0, end))
        rest = ''
      }
      start = end + 1
      yield line
    }
    rest += chunk.slice(start)
  }
  if (rest === '') return
  setWhole(line, rest)
  yield line
}

function setWhole(line: Line, text: string): void {
  setLine(line, text, 0, text.length, text.includes('"'))
}

function setLine(line: Line, text: string, from: number, to: number, quoted: boolean): void {
  // Most lines are in the same chunk as the previous line, and storing an object reference has a cost.
  if (line.text !== text) line.text = text
  line.from = from
  line.to = to > from && text.charCodeAt(to - 1) === 13 ? to - 1 : to
  line.quoted = quoted
}
