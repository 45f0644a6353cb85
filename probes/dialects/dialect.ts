import type { StreamError, StreamEvent } from 'doorwatch/probe'

/** A reply without streaming; missing fields are undefined. */
interface WholeReply {
  readonly text: string | undefined
  readonly stopReason: string | undefined
  readonly model: string | undefined
}

/**
 * An HTTP API of a model: how to send a prompt and read the streamed reply. Functions that read JSON throw a Fault
 * `wrong_answer` if it has another shape than documented.
 */
export interface Dialect {
  readonly path: string
  headers(key: string): Readonly<Record<string, string>>
  body(question: { readonly model: string; readonly prompt: string }): object
  /** The text that an event adds to the reply. */
  content(event: StreamEvent): string | undefined
  isEnd(event: StreamEvent): boolean
  errorOf(event: StreamEvent): StreamError | undefined
  /** Path of the list of models. */
  readonly models: string
  /** Path of the token count; absent if the API has none. */
  readonly countTokens?: string
  /** The body of the same question without streaming. */
  whole(question: { readonly model: string; readonly prompt: string }): object
  /** Reads the reply to `whole`. */
  readWhole(body: unknown): WholeReply
  /** The model that answered, by the stream. */
  model(events: readonly StreamEvent[]): string | undefined
  /** Output tokens by the count of the service; undefined without one. */
  tokens(events: readonly StreamEvent[]): number | undefined
  /** The kinds of an event in `order`: none if it may appear anywhere, two if one event has two roles. */
  kindsOf(event: StreamEvent): readonly string[]
  /** The kinds that may follow each kind; `''` has those that may begin a stream. */
  readonly order: Readonly<Record<string, readonly string[]>>
  /** Why the reply ended. */
  stopReason(events: readonly StreamEvent[]): string | undefined
  /** The stop reason of a complete reply. */
  readonly complete: string
}

/** The first event out of order ("message_stop after content_block_delta"); undefined if the order is right. */
export function disorderIn(dialect: Dialect, events: readonly StreamEvent[]): string | undefined {
  const kinds = events.flatMap((event) => dialect.kindsOf(event))
  const index = kinds.findIndex((kind, position) => !dialect.order[kinds[position - 1] ?? '']?.includes(kind))
  return index < 0 ? undefined : `${kinds[index]} ${index === 0 ? 'at the beginning' : `after ${kinds[index - 1]}`}`
}
