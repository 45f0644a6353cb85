/** A block of an event stream. */
export interface SseBlock {
  readonly event: string
  readonly data: string
}

/** Reads an event stream (WHATWG "server-sent events") bit by bit; gives each block once it is complete. */
export function createEventStreamReader(): (text: string) => readonly SseBlock[] {
  // The pieces of a line that has not ended: joined once, however many they are.
  let rest: string[] = []
  let begun = false
  let afterReturn = false
  let event = ''
  let data: string[] = []

  function takeLine(line: string): SseBlock | undefined {
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
    let chunk = begun ? text : text.replace(/^\ufeff/, '')
    begun ||= text !== ''
    // The second half of a line end whose first half ended a line already.
    if (afterReturn && chunk.startsWith('\n')) chunk = chunk.slice(1)
    if (text !== '') afterReturn = text.endsWith('\r')
    const [first = '', ...others] = chunk.split(/\r\n|\r|\n/)
    rest.push(first)
    const last = others.pop()
    if (last === undefined) return []
    const lines = [rest.join(''), ...others]
    rest = [last]
    return lines.map(takeLine).filter((block) => block !== undefined)
  }
}
