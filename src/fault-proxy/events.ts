/** Splits a byte stream of server-sent events into whole events, each with the blank line that ends it. */
export class EventSplitter {
  readonly #decoder = new TextDecoder()
  #rest = ''

  /** The events that this piece completes. */
  push(piece: Uint8Array): readonly string[] {
    this.#rest += this.#decoder.decode(piece, { stream: true })
    const events: string[] = []
    for (let end = endOfEvent(this.#rest); end > 0; end = endOfEvent(this.#rest)) {
      events.push(this.#rest.slice(0, end))
      this.#rest = this.#rest.slice(end)
    }
    return events
  }

  /** The text after the last whole event. */
  rest(): string {
    return this.#rest + this.#decoder.decode()
  }
}

/** Index after the blank line that ends the first event; 0 where it is not complete. A CR may still get its LF. */
function endOfEvent(text: string): number {
  const match = /\r\n\r\n|\n\n|\r\r(?!\n|$)/.exec(text)
  return match ? match.index + match[0].length : 0
}
