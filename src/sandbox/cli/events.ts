/** The fields of a Messages stream event that this client reads. */
export interface StreamEvent {
  readonly type: string
  readonly message?: { readonly model?: string; readonly id?: string; readonly usage?: Usage }
  readonly delta?: { readonly type?: string; readonly text?: string; readonly stop_reason?: string | null }
  readonly error?: { readonly type?: string; readonly message?: string }
  readonly usage?: Usage
}

export interface Usage {
  readonly input_tokens?: number
  readonly output_tokens?: number
}

/** Splits a text stream into server-sent events. Comments and lines without data are skipped. */
export class EventReader {
  #rest = ''

  /**
   * @returns the events that this piece completes
   * @throws SyntaxError where the data of an event is not JSON
   */
  push(piece: string): readonly StreamEvent[] {
    const blocks = (this.#rest + piece).split(/\r?\n\r?\n/)
    this.#rest = blocks.pop() ?? ''
    return blocks.flatMap((block) => {
      const data = block
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice('data:'.length).trimStart())
        .join('\n')
      return data === '' ? [] : [JSON.parse(data) as StreamEvent]
    })
  }
}
