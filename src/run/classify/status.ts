import { BLAME_OF, type FailureClass } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'

/** What an answer says by its codes. */
export interface StatusFacts {
  readonly status: number
  /** `error.type` of the body, where it has one. */
  readonly errorType?: string | undefined
  /** A closer word for the error, where the body has one: `enforced_spend_limit_reached`. */
  readonly errorCode?: string | undefined
  /** What the service says of it in words; shown, never decided on. */
  readonly said?: string | undefined
  /** The body is a page, and no page was asked for. */
  readonly htmlForJson?: boolean
  /** How much of our own limit the service says is left, 0 to 1; undefined where it does not say. */
  readonly headroom?: number | undefined
}

/** A map, because the key is what a service says: `toString` is no type that we know. */
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

/** A limit we set or a bill we owe is ours, however much of the rate limits is left. */
const OWN_LIMIT = /spend|billing|credit|insufficient_quota/

/** Only a proxy on the way answers so (RFC 9110, 15.5.8), never the service behind it. */
const PROXY_SIGN_IN: Diagnosis = {
  class: 'connect',
  message: 'HTTP 407: our proxy asks for a user name and password',
  httpStatus: 407,
  sign: 'own',
}

/** What an answer with an error status (400 and up, or one nobody asked for below) means for a client that holds a key. */
export function diagnoseStatus(facts: StatusFacts): Diagnosis {
  if (facts.status === 407) return PROXY_SIGN_IN
  const kind = classOf(facts)
  const { status, headroom } = facts
  const idle = kind === 'quota' && !isOwnLimit(facts) && headroom !== undefined && headroom >= HEADROOM
  return {
    class: kind,
    message: idle ? `HTTP ${status} although our limits are hardly used` : messageOf(facts, kind),
    httpStatus: status,
    ...(idle ? { blame: 'provider' as const } : {}),
  }
}

function isOwnLimit({ errorType, errorCode }: StatusFacts): boolean {
  return OWN_LIMIT.test(`${errorType} ${errorCode}`)
}

function messageOf(facts: StatusFacts, kind: FailureClass): string {
  const { status, errorType, errorCode, said, htmlForJson } = facts
  if (status < 300) return `HTTP ${status} where HTTP 200 belongs`
  if (status < 400) return `HTTP ${status}: sent elsewhere, where an answer belongs`
  if (kind === 'blocked') return `HTTP ${status}: something in front turns us away`
  if (htmlForJson) return `HTTP ${status} with a page where data belongs`
  if (kind === 'quota' && isOwnLimit(facts))
    return `HTTP ${status}: our spend limit or credit is used up (${errorCode ?? errorType})`
  const name = errorType ? `HTTP ${status} (${errorType})` : `HTTP ${status}`
  // What is ours to mend is told in the service's words: which model, which field, which limit.
  return said && BLAME_OF[kind] === 'ours' ? `${name}: ${said}` : name
}

function classOf({ status, errorType, htmlForJson }: StatusFacts): FailureClass {
  if (status < 400) return 'edge'
  if (status >= 520 && status !== 529) return 'edge'
  if (status === 529) return 'overloaded'
  // An API refuses a key in its own shape; a page that forbids is somebody else's.
  if (htmlForJson && status === 403) return 'blocked'
  if (htmlForJson && status > 500) return 'edge'
  if (status >= 500) return errorType === 'overloaded_error' ? 'overloaded' : 'server_error'
  return BY_STATUS[status] ?? BY_TYPE.get(errorType ?? '') ?? 'bad_request'
}

/** Whether an error type is one that services are known to give. */
export function isKnownErrorType(type: string): boolean {
  return BY_TYPE.has(type)
}

/** What an error means that came after a good status; `type` is undefined where it does not say. */
export function diagnoseErrorType(type: string | undefined, message: string, where = 'inside the stream'): Diagnosis {
  return {
    class: BY_TYPE.get(type ?? '') ?? 'server_error',
    message: `${type ?? 'an error without a type'} ${where}`,
    ...(message ? { detail: message } : {}),
  }
}
