/** What a fault does to a request that it hits, as data: surfaces apply it without knowing the fault's name. */
export interface Effect {
  /** Extra delay: before anything is sent, before the first token, before each token, or before a mail is sent. */
  readonly wait?: Wait
  /** Answered instead of the real answer. */
  readonly answer?: Answer
  /** How the connection ends before a byte is sent. */
  readonly connection?: 'hang' | 'reset' | 'close'
  /** Where the body breaks, and how. */
  readonly body?: BodyBreak
  readonly reply?: ReplyChange
  /** `drift`: the page works, but its elements have other names than the locators expect. */
  readonly page?: 'drift'
  /** `lost`: sign-in succeeds without a session. `refused`: a valid session is refused. */
  readonly session?: 'lost' | 'refused'
  /** `lost`: the page announces a mail that is never sent. */
  readonly mail?: 'lost'
  /** `refused`: the right code or link is rejected. */
  readonly code?: 'refused'
}

interface Wait {
  readonly at: 'start' | 'first-token' | 'token' | 'mail'
  readonly ms: number
}

export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'api_error'
  | 'timeout_error'
  | 'overloaded_error'

/** An error, which each surface writes in the shape of its protocol. */
export interface ErrorAnswer {
  readonly status: number
  readonly type: ErrorType
  readonly message: string
  readonly errorCode?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type EdgePage = 'gateway' | 'portal' | 'maintenance' | 'challenge'

export type Answer =
  | ({ readonly kind: 'error' } & ErrorAnswer)
  /** A page of a system in front of the service. */
  | { readonly kind: 'edge'; readonly status: number; readonly page: EdgePage }
  /** Status 200, right content type, no body. */
  | { readonly kind: 'empty' }
  /** A redirect that leads to itself. */
  | { readonly kind: 'redirect' }

export interface BodyBreak {
  /** The last part that still arrives. */
  readonly after: 'headers' | 'head' | 'half' | 'tail'
  readonly next:
    | 'silence'
    | 'pings'
    | 'end'
    | 'reset'
    | 'garbage'
    | { readonly error: 'overloaded_error' | 'api_error' }
}

export interface ReplyChange {
  readonly text?: 'wrong' | 'empty' | 'doubled'
  readonly stop?: 'refusal' | 'max_tokens'
  /** Another model answers than the one that was asked for. */
  readonly model?: string
}
