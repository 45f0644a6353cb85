import type { Blame } from './words.ts'

/**
 * What went wrong, with the blame each class carries when nothing else is known.
 * `dns`, `connect` and `tls` start as `network` and become `provider` when our own control checks pass; `timeout`,
 * `stalled` and `truncated` become `network` when every one of them fails.
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
  /** Up to 2,000 characters for a person who looks closer: locator, excerpt, request id. */
  readonly detail?: string
}
