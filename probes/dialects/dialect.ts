import type { StreamEvent } from 'doorwatch/probe'

/** A reply in one piece; what is missing in it is undefined. */
export interface WholeReply {
  readonly text: string | undefined
  readonly stopReason: string | undefined
  readonly model: string | undefined
}

/** One way of asking a model over HTTP and of reading its streamed reply. */
export interface Dialect {
  readonly path: string
  headers(key: string): Readonly<Record<string, string>>
  body(question: { readonly model: string; readonly prompt: string }): object
  /** The text an event adds to the reply. */
  content(event: StreamEvent): string | undefined
  isEnd(event: StreamEvent): boolean
  errorOf(event: StreamEvent): { readonly type: string; readonly message: string } | undefined
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
  /** The kinds of events in order, each once however often it repeats. */
  sequence(events: readonly StreamEvent[]): readonly string[]
  readonly wholeSequence: readonly string[]
  /** Why the reply ended, and the word for "it was complete". */
  stopReason(events: readonly StreamEvent[]): string | undefined
  readonly complete: string
}

/** Leaves out each kind that is the same as the one before. */
export function withoutRepeats(kinds: readonly string[]): readonly string[] {
  return kinds.filter((kind, index) => kind !== kinds[index - 1])
}
