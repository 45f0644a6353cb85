import { BLAME_OF, type FailureClass } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'

/** The codes of an answer. */
interface StatusFacts {
  readonly status: number
  /** `error.type` of the body, where it has one. */
  readonly errorType?: string | undefined
  /** A more specific code, where the body has one: `enforced_spend_limit_reached`. */
  readonly errorCode?: string | undefined
  /** The service's message. It is shown and does not affect the class. */
  readonly words?: string | undefined
  /** The body is a page and no page was requested. */
  readonly htmlForJson?: boolean
  /** Share of our rate limit that is left by the service's headers, 0 to 1; undefined where they do not say. */
  readonly headroom?: number | undefined
}

/** A map, because the key comes from a service and may be `toString`. */
const BY_TYPE: ReadonlyMap<string, FailureClass> = new Map<string, FailureClass>([
  ['overloaded_error', 'overloaded'],
  ['api_error', 'server_error'],
  ['server_error', 'server_error'],
  ['internal_error', 'server_error'],
  ['timeout_error', 'server_error'],
  ['authentication_error', 'credentials'],
  ['permission_error', 'credentials'],
  ['billing_error', 'quota'],
  ['rate_limit_error', 'quota'],
  ['insufficient_quota', 'quota'],
  ['invalid_request_error', 'bad_request'],
  ['not_found_error', 'bad_request'],
  ['request_too_large', 'bad_request'],
])

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

/** A spend limit or an unpaid bill is ours, however much of the rate limits is left. */
const OWN_LIMIT = /spend|billing|credit|insufficient_quota/

/** Only a proxy answers with 407 (RFC 9110, 15.5.8), never the service behind it. */
const PROXY_SIGN_IN: Diagnosis = {
  class: 'connect',
  message: 'HTTP 407: our proxy asks for a user name and password',
  httpStatus: 407,
  sign: 'own',
}

/** Diagnosis of an answer with an error status (400 and up), or with an unexpected one below, to a client with a key. */
export function diagnoseStatus(facts: StatusFacts): Diagnosis {
  if (facts.status === 407) return PROXY_SIGN_IN
  const kind = classOf(facts)
  const { status, headroom } = facts
  const isIdle = kind === 'quota' && !isOwnLimit(facts) && headroom !== undefined && headroom >= HEADROOM
  return {
    class: kind,
    message: isIdle ? `HTTP ${status} although our limits are hardly used` : messageOf(facts, kind),
    httpStatus: status,
    ...(isIdle ? { blame: 'provider' as const } : {}),
  }
}

function isOwnLimit({ errorType, errorCode }: StatusFacts): boolean {
  return OWN_LIMIT.test(`${errorType} ${errorCode}`)
}

function messageOf(facts: StatusFacts, kind: FailureClass): string {
  const { status, errorType, errorCode, words, htmlForJson } = facts
  if (status < 300) return `HTTP ${status} instead of HTTP 200`
  if (status < 400) return `HTTP ${status}: a redirect instead of an answer`
  if (kind === 'blocked') return `HTTP ${status}: blocked by something in front of the service`
  if (htmlForJson) return `HTTP ${status} with an HTML page instead of data`
  if (kind === 'quota' && isOwnLimit(facts))
    return `HTTP ${status}: our spend limit or credit is used up (${errorCode ?? errorType})`
  const name = errorType ? `HTTP ${status} (${errorType})` : `HTTP ${status}`
  // For what is ours to fix, the service's message names the model, field or limit.
  return words && BLAME_OF[kind] === 'ours' ? `${name}: ${words}` : name
}

function classOf({ status, errorType, htmlForJson }: StatusFacts): FailureClass {
  if (status < 400) return 'edge'
  if (status >= 520 && status !== 529) return 'edge'
  if (status === 529) return 'overloaded'
  // An API refuses a key in JSON; a page with 403 comes from something in front of it.
  if (htmlForJson && status === 403) return 'blocked'
  if (htmlForJson && status > 500) return 'edge'
  if (status >= 500) return errorType === 'overloaded_error' ? 'overloaded' : 'server_error'
  return BY_STATUS[status] ?? BY_TYPE.get(errorType ?? '') ?? 'bad_request'
}

/** Whether this is an error type of a supported API. */
export function isKnownErrorType(type: string): boolean {
  return BY_TYPE.has(type)
}

/** Diagnosis of an error inside an answer with a good status. @param type undefined where the error has none */
export function diagnoseErrorType(type: string | undefined, message: string, where = 'inside the stream'): Diagnosis {
  return {
    class: BY_TYPE.get(type ?? '') ?? 'server_error',
    message: `${type ?? 'an error without a type'} ${where}`,
    ...(message ? { detail: message } : {}),
  }
}
