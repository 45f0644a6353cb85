import type { FailureClass } from '../core/index.ts'

/** The effect of a fault on a request. */
export type Effect =
  /** Answers with an error before the stream begins. */
  | { readonly kind: 'status'; readonly status: number; readonly type: string; readonly retryAfterS?: number }
  /** Breaks the stream after some tokens: an error event, an end without its last event, or silence. */
  | { readonly kind: 'break'; readonly next: 'error' | 'end' | 'silence' }
  /** Accepts the connection and never answers. */
  | { readonly kind: 'hang' }
  /** Resets the connection before a byte of the answer. */
  | { readonly kind: 'reset' }
  /** Delays every part of the answer to this many times its own time. */
  | { readonly kind: 'slow'; readonly factor: number }

/** A failure that the proxy injects. */
export interface ProxyFault {
  readonly name: string
  /** One line for `--help` and the route matrix. */
  readonly summary: string
  /** The class of failure that a probe sees. */
  readonly class: FailureClass
  readonly effect: Effect
}

/** Every fault, in the order of the route matrix. Names are those of the sandbox where they mean the same. */
export const PROXY_FAULTS = [
  {
    name: '529',
    summary: 'HTTP 529 before the stream, overloaded',
    class: 'overloaded',
    effect: { kind: 'status', status: 529, type: 'overloaded_error' },
  },
  {
    name: '500',
    summary: 'HTTP 500 before the stream',
    class: 'server_error',
    effect: { kind: 'status', status: 500, type: 'api_error' },
  },
  {
    name: 'overloaded-mid',
    summary: 'HTTP 200, some tokens, then an overloaded_error event',
    class: 'overloaded',
    effect: { kind: 'break', next: 'error' },
  },
  {
    name: 'truncated',
    summary: 'HTTP 200, some tokens, then the end without message_stop',
    class: 'truncated',
    effect: { kind: 'break', next: 'end' },
  },
  { name: 'hang', summary: 'no first byte', class: 'timeout', effect: { kind: 'hang' } },
  {
    name: 'stall',
    summary: 'HTTP 200, some tokens, then silence',
    class: 'stalled',
    effect: { kind: 'break', next: 'silence' },
  },
  {
    name: '429',
    summary: 'HTTP 429 with retry-after',
    class: 'quota',
    effect: { kind: 'status', status: 429, type: 'rate_limit_error', retryAfterS: 2 },
  },
  {
    name: '429-no-retry-after',
    summary: 'HTTP 429 without retry-after',
    class: 'quota',
    effect: { kind: 'status', status: 429, type: 'rate_limit_error' },
  },
  {
    name: '401',
    summary: 'HTTP 401, key rejected',
    class: 'credentials',
    effect: { kind: 'status', status: 401, type: 'authentication_error' },
  },
  { name: 'slow', summary: 'ten times as slow as usual', class: 'slow', effect: { kind: 'slow', factor: 10 } },
  { name: 'reset', summary: 'connection reset before an answer', class: 'connect', effect: { kind: 'reset' } },
] as const satisfies readonly ProxyFault[]

/** The fault of that name, if there is one. */
export function proxyFaultNamed(name: string): ProxyFault | undefined {
  return PROXY_FAULTS.find((fault) => fault.name === name)
}

/** Whether a fault breaks an answer that has begun. Its HTTP status is 200, so that logs show a success. */
export function breaksStream({ effect }: Pick<ProxyFault, 'effect'>): boolean {
  return effect.kind === 'break'
}
