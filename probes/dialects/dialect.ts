import type { StreamError, StreamEvent } from 'doorwatch/probe'

/** A reply in one piece; what is missing in it is undefined. */
export interface WholeReply {
  readonly text: string | undefined
  readonly stopReason: string | undefined
  readonly model: string | undefined
}

/**
 * One way of asking a model over HTTP and of reading its streamed reply. What reads JSON throws a Fault `wrong_answer` where
 * that has another shape than documented.
 */
export interface Dialect {
  readonly path: string
  headers(key: string): Readonly<Record<string, string>>
  body(question: { readonly model: string; readonly prompt: string }): object
  /** The text an event adds to the reply. */
  content(event: StreamEvent): string | undefined
  isEnd(event: StreamEvent): boolean
  errorOf(event: StreamEvent): StreamError | undefined
  /** Address of the list of models, and of the count of tokens where there is such a thing. */
  readonly models: string
  readonly countTokens?: string
  /** The same question to be answered in one piece; reads that answer. */
  whole(question: { readonly model: string; readonly prompt: string }): object
  readWhole(body: unknown): WholeReply
  /** The model that answered, as the stream says. */
  model(events: readonly StreamEvent[]): string | undefined
  /** Tokens of the reply by the service's own count; undefined where it does not say. */
  tokens(events: readonly StreamEvent[]): number | undefined
  /** What an event is, as `order` names it: none for those that may stand anywhere, two where one does the work of two. */
  kindsOf(event: StreamEvent): readonly string[]
  /** What may follow what; under '' what a stream begins with. */
  readonly order: Readonly<Record<string, readonly string[]>>
  /** Why the reply ended, and the word for "it was complete". */
  stopReason(events: readonly StreamEvent[]): string | undefined
  readonly complete: string
}

/** The first thing that is not where it belongs ("message_stop after content_block_delta"); undefined where all is in order. */
export function disorderIn(dialect: Dialect, events: readonly StreamEvent[]): string | undefined {
  const kinds = events.flatMap((event) => dialect.kindsOf(event))
  const index = kinds.findIndex((kind, at) => !dialect.order[kinds[at - 1] ?? '']?.includes(kind))
  return index < 0 ? undefined : `${kinds[index]} ${index === 0 ? 'at the beginning' : `after ${kinds[index - 1]}`}`
}
