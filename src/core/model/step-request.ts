/** A request that a step sent, without its query, headers and body. */
export interface StepRequest {
  readonly method: string
  /** Host and path, with `:id` for what differs from run to run: `api.example.com/v1/chats/:id`. */
  readonly address: string
  /** From the start of the step, ms. */
  readonly offsetMs: number
  /** Until the answer had come in full or the request failed; of an unfinished one until the run ended. ms */
  readonly durationMs: number
  /** HTTP status; absent where no answer came. */
  readonly status?: number
  /** A network error code such as `ERR_CONNECTION_RESET`, a failure class such as `stalled`, or `unfinished`. */
  readonly failure?: string
  /** What the browser loads: document, script, fetch, …; absent for other clients. */
  readonly type?: string
  /** Length of the answer's body by its header Content-Length. */
  readonly bytes?: number
}

/** `failure` of a request that had not ended when the run did. */
export const UNFINISHED = 'unfinished'
/** What Chromium reports of a request that the page itself or a navigation gave up. */
const CANCELLED = 'ERR_ABORTED'

/** What a request ended with. */
type RequestResult = Pick<StepRequest, 'status' | 'failure'>

/** How a request ended. `open`: an answer began and still came, as with a stream of events. */
type RequestEnd = 'answered' | 'failed' | 'cancelled' | 'open'

export function endOf({ status, failure }: RequestResult): RequestEnd {
  if (status !== undefined && status >= 400) return 'failed'
  if (failure === undefined) return 'answered'
  if (failure === CANCELLED) return 'cancelled'
  return failure === UNFINISHED && status !== undefined ? 'open' : 'failed'
}

/** What the browser calls a page or a frame. */
const DOCUMENT = 'document'
/** Largest share that is for documents: the page's own come first, then those of its frames. */
const DOCUMENT_SHARE = 1 / 4

/** Whether a request would be kept before the slow ones. */
export function isKeptFirst(request: RequestResult & Pick<StepRequest, 'type'>): boolean {
  return request.type === DOCUMENT || endOf(request) === 'failed'
}

/**
 * At most `most` requests, in their order: the first documents come first, up to a quarter, then those that failed, then the
 * slowest.
 */
export function worstRequests<Request extends RequestResult & Pick<StepRequest, 'durationMs' | 'type'>>(
  requests: readonly Request[],
  most: number,
): readonly Request[] {
  if (requests.length <= most) return requests
  const documents = requests.filter(({ type }) => type === DOCUMENT).slice(0, Math.ceil(most * DOCUMENT_SHARE))
  const first = new Set(documents)
  const rank = (request: Request) => (first.has(request) ? 0 : endOf(request) === 'failed' ? 1 : 2)
  const worstFirst = requests.toSorted((a, b) => rank(a) - rank(b) || b.durationMs - a.durationMs)
  const worst = new Set(worstFirst.slice(0, most))
  return requests.filter((request) => worst.has(request))
}
