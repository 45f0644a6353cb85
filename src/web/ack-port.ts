import type { Acknowledgement } from '../core/index.ts'

/**
 * The state of an acknowledgement link. `used`: it acknowledged the incident, which then recovered and was opened again.
 * `first`: this request acknowledged it.
 */
export type AckLinkState =
  | { readonly state: 'open'; readonly headline: string }
  | { readonly state: 'acknowledged'; readonly acknowledgement: Acknowledgement; readonly first: boolean }
  | { readonly state: 'over'; readonly endedAt: number }
  | { readonly state: 'used' | 'expired' | 'unknown' }

/** Acknowledging by the link of a message; the token is the permission. */
export interface AckByLink {
  /** The state of a link; changes nothing. */
  look(token: string): Promise<AckLinkState>
  /** @throws MonitorError `ack_name` where the name is empty */
  confirm(token: string, by: { readonly by: string; readonly reason: string }): Promise<AckLinkState>
}
