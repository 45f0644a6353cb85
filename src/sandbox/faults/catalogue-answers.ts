import type { ErrorAnswer } from './effect.ts'
import type { Fault } from './fault.ts'

const OVERLOADED = { status: 529, type: 'overloaded_error', message: 'Overloaded' } as const

function errorFault(name: string, summary: string, answer: ErrorAnswer): Fault {
  return { name, summary, effect: { answer: { kind: 'error', ...answer } } }
}

/** Answers with an error status in the error format of the surface. */
export const ERROR_FAULTS: readonly Fault[] = [
  errorFault('500', 'HTTP 500, internal error', {
    status: 500,
    type: 'api_error',
    message: 'Internal server error',
  }),
  errorFault('529', 'HTTP 529, overloaded', OVERLOADED),
  errorFault('503', 'HTTP 503, service unavailable', {
    status: 503,
    type: 'api_error',
    message: 'Service unavailable',
  }),
  errorFault('504', 'HTTP 504, upstream timed out', {
    status: 504,
    type: 'timeout_error',
    message: 'The request timed out',
  }),
  errorFault('400', 'HTTP 400, invalid request', {
    status: 400,
    type: 'invalid_request_error',
    message: 'messages: at least one message is required',
  }),
  errorFault('401', 'HTTP 401, credentials rejected', {
    status: 401,
    type: 'authentication_error',
    message: 'invalid x-api-key',
  }),
  errorFault('403', 'HTTP 403, not permitted', {
    status: 403,
    type: 'permission_error',
    message: 'Your account does not have permission to use this resource',
  }),
  errorFault('404', 'HTTP 404, no such model or page', {
    status: 404,
    type: 'not_found_error',
    message: 'Not found',
  }),
  errorFault('413', 'HTTP 413, request too large', {
    status: 413,
    type: 'request_too_large',
    message: 'Request exceeds the maximum allowed number of bytes',
  }),
  errorFault('429', 'HTTP 429 with retry-after, our limit is used up', {
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit',
    headers: { 'retry-after': '7', 'anthropic-ratelimit-requests-remaining': '0' },
  }),
  errorFault('429-no-retry-after', 'HTTP 429 without retry-after, our limit is used up', {
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit',
    headers: { 'anthropic-ratelimit-requests-remaining': '0' },
  }),
  errorFault('429-headroom', 'HTTP 429 although little of our limit is used, a failure of the provider', {
    status: 429,
    type: 'rate_limit_error',
    message: 'Too many requests',
    headers: { 'retry-after': '2' },
  }),
  errorFault('spend-cap', 'HTTP 429 without retry-after, monthly spend cap reached', {
    status: 429,
    type: 'rate_limit_error',
    message: 'You have reached your monthly spend limit',
    errorCode: 'enforced_spend_limit_reached',
  }),
  errorFault('credit', 'HTTP 400, no credit left on the account', {
    status: 400,
    type: 'invalid_request_error',
    message: 'Your credit balance is too low to access the API',
  }),
]

/** Answers of a system in front of the service: gateway, captive portal, maintenance switch, bot wall. */
export const EDGE_FAULTS: readonly Fault[] = [
  {
    name: 'html',
    summary: "a gateway's HTML page with status 502",
    effect: { answer: { kind: 'edge', status: 502, page: 'gateway' } },
  },
  {
    name: 'html-200',
    summary: "a captive portal's HTML page with status 200 in place of the answer",
    effect: { answer: { kind: 'edge', status: 200, page: 'portal' } },
  },
  {
    name: 'empty-200',
    summary: 'status 200 and an empty body',
    effect: { answer: { kind: 'empty' } },
  },
  {
    name: 'maintenance',
    summary: "'will be back soon' page with status 503",
    hits: 'all',
    effect: { answer: { kind: 'edge', status: 503, page: 'maintenance' } },
  },
  {
    name: 'maintenance-200',
    summary: "'will be back soon' page with status 200",
    hits: 'all',
    effect: { answer: { kind: 'edge', status: 200, page: 'maintenance' } },
  },
  {
    name: 'challenge',
    summary: 'HTTP 403 with a page that asks whether you are human',
    hits: 'page',
    effect: { answer: { kind: 'edge', status: 403, page: 'challenge' } },
  },
  {
    name: 'redirect-loop',
    summary: 'a redirect to its own address',
    effect: { answer: { kind: 'redirect' } },
  },
]
