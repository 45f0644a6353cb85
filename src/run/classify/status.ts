import type { FailureClass } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'

/** What an answer says by its codes. */
export interface StatusFacts {
  readonly status: number
  /** `error.type` of the body, where it has one. */
  readonly errorType?: string | undefined
  /** The body is a page, and no page was asked for. */
  readonly htmlForJson?: boolean
  /** How much of our own limit the service says is left, 0 to 1; undefined where it does not say. */
  readonly headroom?: number | undefined
}

const BY_TYPE: Readonly<Record<string, FailureClass>> = {
  overloaded_error: 'overloaded',
  api_error: 'server_error',
  server_error: 'server_error',
  internal_error: 'server_error',
  timeout_error: 'server_error',
  authentication_error: 'credentials',
  permission_error: 'credentials',
  billing_error: 'quota',
  rate_limit_error: 'quota',
  insufficient_quota: 'quota',
  invalid_request_error: 'bad_request',
  not_found_error: 'bad_request',
  request_too_large: 'bad_request',
}

const BY_STATUS: Readonly<Record<number, FailureClass>> = {
  401: 'credentials',
  402: 'quota',
  403: 'credentials',
  408: 'timeout',
  429: 'quota',
  529: 'overloaded',
}

/** Share of our own limit that must be left before a 429 is the provider's trouble and not ours. */
const HEADROOM = 0.2

/** What an answer with an error status (400 and up, or a redirect nobody asked for) means for a client that holds a key. */
export function diagnoseStatus(facts: StatusFacts): Diagnosis {
  const kind = classOf(facts)
  const idle = kind === 'quota' && facts.headroom !== undefined && facts.headroom >= HEADROOM
  const name = facts.errorType ? ` (${facts.errorType})` : ''
  return {
    class: kind,
    message: idle ? `HTTP ${facts.status} although our limits are hardly used` : `HTTP ${facts.status}${name}`,
    httpStatus: facts.status,
    ...(idle ? { blame: 'provider' as const } : {}),
  }
}

function classOf({ status, errorType, htmlForJson }: StatusFacts): FailureClass {
  if (status >= 300 && status < 400) return 'edge'
  if (status >= 520 && status !== 529) return 'edge'
  if (status === 529) return 'overloaded'
  if (htmlForJson && status > 500) return 'edge'
  if (status >= 500) return errorType === 'overloaded_error' ? 'overloaded' : 'server_error'
  return BY_STATUS[status] ?? (errorType ? BY_TYPE[errorType] : undefined) ?? 'bad_request'
}

/** What an error event inside a stream that began with status 200 means. */
export function diagnoseErrorType(type: string, message: string): Diagnosis {
  return {
    class: BY_TYPE[type] ?? 'server_error',
    message: `${type} inside the stream`,
    ...(message ? { detail: message } : {}),
  }
}
