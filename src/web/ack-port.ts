import type { Acknowledgement } from '../core/index.ts'

/**
 * What the link of a message can do. `used`: by someone, before its incident ended and was opened again. `first`: this
 * request acknowledged it.
 */
export type AckLinkState =
  | { readonly state: 'open'; readonly headline: string }
  | { readonly state: 'acknowledged'; readonly acknowledgement: Acknowledgement; readonly first: boolean }
  | { readonly state: 'over'; readonly endedAt: number }
  | { readonly state: 'used' | 'expired' | 'unknown' }

/** Acknowledging by the link of a message; the token is the permission. */
export interface AckByLink {
  /** Changes nothing. */
  look(token: string): Promise<AckLinkState>
  /** @throws MonitorError `ack_name` where the name is empty */
  confirm(token: string, by: { readonly by: string; readonly reason: string }): Promise<AckLinkState>
}
