/** The lines of a text that comes in pieces, without holding more than one piece and the line across its edge. */
export function* linesOf(text: string | Iterable<string>): Generator<string> {
  let rest = ''
  for (const piece of typeof text === 'string' ? [text] : text) {
    let start = 0
    for (;;) {
      const end = piece.indexOf('\n', start)
      if (end < 0) break
      yield withoutReturn(rest === '' ? piece.slice(start, end) : rest + piece.slice(0, end))
      rest = ''
      start = end + 1
    }
    rest += piece.slice(start)
  }
  if (rest !== '') yield withoutReturn(rest)
}

function withoutReturn(line: string): string {
  return line.charCodeAt(line.length - 1) === 13 ? line.slice(0, -1) : line
}
