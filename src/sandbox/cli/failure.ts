/** Why an attempt got no answer, in the fields that Claude Code reports. */
export interface AttemptFailure {
  /** Text of the result. */
  readonly message: string
  readonly status: number | null
  /** `error.type` of the API, where it has one. */
  readonly type?: string
  /** What failed, where there is no status. */
  readonly apiError?: 'connection_failed' | 'stream_idle_timeout' | 'max_output_tokens'
  /** Value of `error` in the assistant event. */
  readonly assistantError: string
  readonly requestId?: string
  readonly retryable: boolean
  /** Wait the API asked for, ms. */
  readonly retryAfterMs?: number
}

interface ErrorBody {
  readonly error?: { readonly type?: string; readonly message?: string }
}

/** The failure of an answer with an error status. @param place its origin, for the message */
export function statusFailure(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  place: string,
): AttemptFailure {
  const error = parseError(body)?.error
  const message = error?.message ?? 'no error message in the body'
  const requestId = headers['request-id']
  const retryAfter = Number(headers['retry-after'])
  return {
    message: `API Error: ${status} ${message} (${place})`,
    status,
    assistantError: assistantErrorOf(status, message),
    retryable: isRetryable(status, headers['x-should-retry']),
    ...(error?.type === undefined ? {} : { type: error.type }),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(retryAfter > 0 ? { retryAfterMs: retryAfter * 1_000 } : {}),
  }
}

/** An error event inside a stream that began well. */
export function eventFailure(type: string, message: string): AttemptFailure {
  const status = type === 'overloaded_error' ? 529 : null
  const detail = status === null ? message : `${status} ${message}`
  return { message: `API Error: ${detail}`, status, type, assistantError: 'unknown', retryable: true }
}

export function timeoutFailure(): AttemptFailure {
  const message = 'API Error: Request timed out. Check your internet connection and proxy settings'
  return { message, status: null, assistantError: 'server_error', retryable: true }
}

export function idleFailure(): AttemptFailure {
  return {
    message: 'API Error: Stream idle timeout - no bytes received',
    status: null,
    apiError: 'stream_idle_timeout',
    assistantError: 'unknown',
    retryable: true,
  }
}

export function connectionFailure(code: string): AttemptFailure {
  return {
    message: `API Error: Connection to the API was lost (${code})`,
    status: null,
    apiError: 'connection_failed',
    assistantError: 'server_error',
    retryable: true,
  }
}

/** A redirect: this client follows none. */
export function redirectFailure(): AttemptFailure {
  const message = 'API Error: Unable to connect to API (TooManyRedirects)'
  return { message, status: null, assistantError: 'server_error', retryable: true }
}

/** A body that is not an event stream, or has an event that is not JSON. */
export function formatFailure(message: string): AttemptFailure {
  return { message: `API Error: ${message}`, status: null, assistantError: 'unknown', retryable: false }
}

function assistantErrorOf(status: number, message: string): string {
  if (status === 400 && /credit balance/i.test(message)) return 'billing_error'
  if (status === 401 || status === 403) return 'authentication_failed'
  if (status === 404) return 'model_not_found'
  if (status === 413) return 'invalid_request'
  if (status === 429) return 'rate_limit'
  return status >= 500 ? 'server_error' : 'unknown'
}

function isRetryable(status: number, shouldRetry: unknown): boolean {
  if (shouldRetry === 'false') return false
  return status === 401 || status === 408 || status === 409 || status === 429 || status >= 500
}

function parseError(body: string): ErrorBody | undefined {
  try {
    return JSON.parse(body) as ErrorBody
  } catch {
    return undefined
  }
}
