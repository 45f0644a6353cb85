/** How an incident was acknowledged: by the link in a message, on the dashboard, or by `doorwatch ack`. */
const ACK_SOURCES = ['link', 'dashboard', 'cli'] as const
export type AckSource = (typeof ACK_SOURCES)[number]

/** Someone takes care of an open incident: no reminder and no escalation until it recovers. It ends then. */
export interface Acknowledgement {
  /** Epoch ms. */
  readonly at: number
  /** The name that the person gave. */
  readonly by: string
  readonly reason?: string
  readonly via: AckSource
}

/** The link that acknowledges an incident once, as it is stored: by the hash of its token. */
export interface AckToken {
  /** SHA-256 of the token, in hexadecimal. */
  readonly hash: string
  /** Name of the incident. */
  readonly incident: string
  /** The channel whose message carries the link. */
  readonly channel: string
  /** Epoch ms. */
  readonly madeAt: number
  /** Epoch ms. */
  readonly expiresAt: number
  /** Epoch ms. Absent until it is used. */
  readonly usedAt?: number
}

/** "acknowledged by Ana: calling the provider" */
export function acknowledgementText({ by, reason }: Acknowledgement): string {
  return `acknowledged by ${by}${reason === undefined ? '' : `: ${reason}`}`
}
