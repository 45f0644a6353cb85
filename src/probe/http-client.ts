/** A request of an api probe. Redirects are not followed: an API that redirects is news. */
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
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /**
   * The body as JSON. A body that is not JSON fails the step as `edge`; one that came with a good status and is nothing but
   * an error (`{ "type": "error", "error": { … } }`, `{ "error": { … } }`), as what that error says.
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

/** What an event says that is an error; `type` is absent where the service does not tell. */
export interface StreamError {
  readonly type?: string
  readonly message: string
}

/** How a stream is to be understood. */
export interface StreamRequest extends HttpRequest {
  /**
   * The text an event adds to the reply; '' for one that shows the model at work without any (it thinks, it uses a tool),
   * undefined for every other event. Pings and the like are nothing.
   */
  readonly content: (event: StreamEvent) => string | undefined
  /** True for the event after which nothing may be missing. */
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
  /** When the first and the last content came, ms after the request. */
  readonly firstContentMs: number
  readonly lastContentMs: number
  readonly longestGapMs: number
  readonly totalMs: number
}

/**
 * An HTTP client that notes every status in the current step. Its failures (no answer, an error status on `stream`, a
 * stream that stops, stalls or carries an error) fail the step with the class that fits.
 */
export interface HttpClient {
  /** Sends a request and reads the whole answer, whatever its status. */
  request(url: string, request?: HttpRequest): Promise<HttpReply>
  /** Sends a request and reads its event stream to the end. */
  stream(url: string, request: StreamRequest): Promise<StreamReply>
}
