/** What a fault does to a request that it hits. Everything is data: the door applies it, nobody asks for a fault by name. */
export interface Effect {
  /** Waiting on top of the usual: before anything is sent, before the first token, before each token, or before a mail is sent. */
  readonly wait?: Wait
  /** Answered instead of the real answer. */
  readonly answer?: Answer
  /** What becomes of the connection before a byte is sent. */
  readonly connection?: 'hang' | 'reset' | 'close'
  /** How far the body gets, and what happens there. */
  readonly body?: BodyBreak
  readonly reply?: ReplyChange
  /** `drift`: the page is fine, but the elements a script looks for have other names. */
  readonly page?: 'drift'
  /** `lost`: sign-in says yes but keeps no session. `refused`: a good session is turned away. */
  readonly session?: 'lost' | 'refused'
  /** `lost`: the page says that a mail is on its way, and none is. */
  readonly mail?: 'lost'
  /** `refused`: the right code or link is turned away. */
  readonly code?: 'refused'
}

export interface Wait {
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

/** An error as each door words it in its own shape. */
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
  /** A page of somebody in front of the service. */
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
