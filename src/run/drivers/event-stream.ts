/** A block of an event stream. */
export interface SseBlock {
  readonly event: string
  readonly data: string
}

/** Reads an event stream (WHATWG "server-sent events") bit by bit; gives each block once it is complete. */
export function createEventStreamReader(): (text: string) => readonly SseBlock[] {
  let rest = ''
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
    // A carriage return at the very end may be half of a line end: it waits for what comes next.
    const whole = rest + text
    const usable = whole.endsWith('\r') ? whole.slice(0, -1) : whole
    const lines = usable.split(/\r\n|\r|\n/)
    rest = (lines.pop() ?? '') + (whole.endsWith('\r') ? '\r' : '')
    return lines.map(takeLine).filter((block) => block !== undefined)
  }
}
