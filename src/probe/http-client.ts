/** A request of an api probe. Redirects are not followed: they are reported as failures. */
export interface HttpRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  readonly body?: string
}

/** A whole answer. */
export interface HttpReply {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /**
   * The body as JSON. The step fails as `edge` where it is not JSON, and with the class of the error where the status is
   * good and the body consists of one (`{ "type": "error", "error": { … } }`, `{ "error": { … } }`).
   */
  json(): unknown
}

/** One event of a stream, with the time it arrived (ms since the request was sent). */
export interface StreamEvent {
  readonly event: string
  readonly data: string
  /** `data` as JSON, undefined where it is not. */
  readonly json: unknown
  readonly atMs: number
}

/** The error in an event; `type` is absent where the event has none. */
export interface StreamError {
  readonly type?: string
  readonly message: string
}

/** A request of a stream, and how its events are read. */
export interface StreamRequest extends HttpRequest {
  /**
   * The text that an event adds to the reply; '' for an event that shows the model at work without text (thoughts, use of a
   * tool), undefined for every other event, pings included.
   */
  readonly content: (event: StreamEvent) => string | undefined
  /** Whether this event ends the reply. A stream without it is truncated. */
  readonly isEnd: (event: StreamEvent) => boolean
  /** The error an event carries, if it is one. */
  readonly errorOf?: (event: StreamEvent) => StreamError | undefined
  /** Limits in ms of: headers after the request (10,000), first content after the request (20,000), a gap in the content (10,000). */
  readonly headersMs?: number
  readonly firstContentMs?: number
  readonly gapMs?: number
}

/** A stream read to its end. */
export interface StreamReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly events: readonly StreamEvent[]
  /** All content. */
  readonly text: string
  readonly headersMs: number
  /** Arrival of the first and the last content, ms after the request. */
  readonly firstContentMs: number
  readonly lastContentMs: number
  readonly longestGapMs: number
  readonly totalMs: number
}

/**
 * An HTTP client that records every status in the current step. No answer, an error status on `stream`, and a stream that
 * breaks off, stalls or contains an error fail the step with the matching class.
 */
export interface HttpClient {
  /** Sends a request and reads the whole answer, whatever its status. */
  request(url: string, request?: HttpRequest): Promise<HttpReply>
  /** Sends a request and reads its event stream to the end. */
  stream(url: string, request: StreamRequest): Promise<StreamReply>
}
