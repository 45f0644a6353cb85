import type { Blame } from './words.ts'

/**
 * The classes of failure, each with its default blame.
 * `dns`, `connect` and `tls` start as `network`; `Failure.network` holds the evidence that decides their blame. `timeout`,
 * `stalled` and `truncated` become `network` if every control fails.
 */
export const BLAME_OF = {
  overloaded: 'provider',
  server_error: 'provider',
  timeout: 'provider',
  stalled: 'provider',
  truncated: 'provider',
  edge: 'provider',
  refused_session: 'provider',
  wrong_answer: 'provider',
  slow: 'provider',
  credentials: 'ours',
  quota: 'ours',
  bad_request: 'ours',
  interrupted: 'ours',
  budget: 'ours',
  storage: 'ours',
  unprotected: 'ours',
  drift: 'probe',
  blocked: 'probe',
  probe_error: 'probe',
  browser_crash: 'probe',
  spawn: 'probe',
  dns: 'network',
  connect: 'network',
  tls: 'network',
} as const satisfies Record<string, Blame>

export type FailureClass = keyof typeof BLAME_OF
export const FAILURE_CLASSES = Object.keys(BLAME_OF) as readonly FailureClass[]

/** Why a run or step failed. Every text is already scrubbed of secrets, printable and bounded in length. */
export interface Failure {
  readonly class: FailureClass
  readonly blame: Blame
  /** One line for alerts, at most 200 characters: "HTTP 500", "no first token within 10 s". */
  readonly message: string
  /** Name of the step that failed. */
  readonly step?: string
  /** The HTTP status that decided the class, where one did. */
  readonly httpStatus?: number
  /** The id by which the service finds the request that failed. */
  readonly requestId?: string
  /** Up to 2,000 characters for a person who looks closer: locator, excerpt, request id. */
  readonly detail?: string
  /** Of a failed connection or a silence: what decided whose fault it is. */
  readonly network?: NetworkEvidence
  /** Of a step that took longer than usual: the times that `message` states. */
  readonly slow?: SlowTimes
}

/** How long a slow step took, in ms. */
export interface SlowTimes {
  readonly tookMs: number
  readonly usualMs: number
  /** From this time on the step counts as slow. */
  readonly limitMs: number
}

/** Why a failed connection counts as the provider's or as our own network's. */
export interface NetworkEvidence {
  /** The requested host; absent if the error does not name it. */
  readonly host?: string
  /**
   * What the failure says by itself. `answer`: the other side refused, reset or closed the connection, or gave no secure
   * one. `no-name`: a name server says that the host name does not exist. `silence`: nothing came. `own`: this machine has no
   * network, or its proxy failed.
   */
  readonly sign: 'answer' | 'no-name' | 'silence' | 'own'
  /** `controls`: the votes below. `itself`: the sign. `own`: trouble of this machine or its proxy, whatever others say. */
  readonly decidedBy: 'controls' | 'itself' | 'own'
  readonly votes: readonly ControlVote[]
}

/** Whether one control address answered while a connection to a target failed. */
export interface ControlVote {
  /** `https://example.org`, `tcp://host:port`, `tls://host:port`. */
  readonly control: string
  readonly source: 'configured' | 'target' | 'status-page' | 'default'
  readonly up: boolean
  /** Why it did not answer: ECONNREFUSED, "no answer". */
  readonly code?: string
}
