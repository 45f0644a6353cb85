/** An event of an event stream. */
export interface SseBlock {
  readonly event: string
  readonly data: string
}

/**
 * A parser of event streams. Each call takes the next chunk of text and returns the events that it completes.
 * Source: WHATWG HTML, 9.2.6 "Interpreting an event stream".
 */
export function createEventStreamReader(): (text: string) => readonly SseBlock[] {
  // Parts of a line that has not ended, joined once: joining at each chunk would take quadratic time.
  let openLine: string[] = []
  let hasBegun = false
  let afterReturn = false
  let event = ''
  let data: string[] = []

  function readLine(line: string): SseBlock | undefined {
    if (line === '') {
      const block = data.length > 0 ? { event: event || 'message', data: data.join('\n') } : undefined
      event = ''
      data = []
      return block
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    if (field === 'data') data.push(value)
    return undefined
  }

  return (text) => {
    let chunk = hasBegun ? text : text.replace(/^\ufeff/, '')
    hasBegun ||= text !== ''
    // CR ended a line at the end of the last chunk; the LF belongs to it.
    if (afterReturn && chunk.startsWith('\n')) chunk = chunk.slice(1)
    if (text !== '') afterReturn = text.endsWith('\r')
    const [first = '', ...others] = chunk.split(/\r\n|\r|\n/)
    openLine.push(first)
    const last = others.pop()
    if (last === undefined) return []
    const lines = [openLine.join(''), ...others]
    openLine = [last]
    return lines.map(readLine).filter((block) => block !== undefined)
  }
}
