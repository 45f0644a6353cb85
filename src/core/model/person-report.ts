/** What a person saw, by the dashboard; and the errors of Claude Code's hook `StopFailure`. */
export const REPORTED_TROUBLES = [
  'no_answer',
  'error',
  'slow',
  'sign_in',
  'authentication_failed',
  'billing_error',
  'invalid_request',
  'max_output_tokens',
  'overloaded',
  'rate_limit',
  'server_error',
  'unknown',
] as const
export type ReportedTrouble = (typeof REPORTED_TROUBLES)[number]

/** Where a report came from. */
export const REPORT_WAYS = ['dashboard', 'hook'] as const
type ReportWay = (typeof REPORT_WAYS)[number]

/** A person's report that a surface does not work. It identifies no person: no name, host, address, prompt, path or message. */
export interface PersonReport {
  /** Epoch ms. */
  readonly at: number
  readonly target: string
  readonly surface: string
  readonly trouble: ReportedTrouble
  readonly via: ReportWay
  /** 16 random hexadecimal digits that a client renews every day, to tell one person from three. */
  readonly reporter: string
  /** Version of the client. */
  readonly client?: string
}

/** A token that may send reports and nothing else. Only its hash is stored. */
export interface ReportToken {
  /** SHA-256, hexadecimal. */
  readonly hash: string
  /** Epoch ms. */
  readonly createdAt: number
  readonly revokedAt?: number
}
