import { Secret } from '../../src/core/index.ts'
import { type Channel, type ChannelConfig, createChannels } from '../../src/notify/index.ts'

/** Answers of a captive portal or a proxy that stands between Doorwatch and the service, by status. */
export const PORTAL = ['portal 302', 'portal 403', 'portal 404', 'portal 410', 'portal 418'] as const

/**
 * How the other side of a channel behaves. `refuse`: permanently. `credentials`: rejects them. `busy`, `broken`: for now.
 * `dropped`: a 202 that says nothing about the message. `trickle`: a byte now and then, without end. `self-signed`: takes
 * everything, behind an untrusted certificate. `portal 200`: a page to sign in to the network, as a success.
 */
export type Behaviour =
  | 'take'
  | 'refuse'
  | 'busy'
  | 'broken'
  | 'hang'
  | 'garble'
  | 'drop'
  | 'closed'
  | 'credentials'
  | 'dropped'
  | 'trickle'
  | 'self-signed'
  | 'portal 200'
  | (typeof PORTAL)[number]

/** What the other side took. */
export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly recipients: readonly string[]
}

/** A channel and the real server at its other end. */
export interface Peer {
  readonly channel: Channel
  readonly received: readonly Received[]
  /** Texts that must not be in any error. */
  readonly secrets: readonly string[]
  close(): Promise<void>
}

export type OpenPeer = (behaviour: Behaviour) => Promise<Peer>

export function channelOf(config: ChannelConfig): Channel {
  const [channel] = createChannels([config])
  if (!channel) throw new Error('no channel')
  return channel
}

export const slackOn = (url: string): Channel =>
  channelOf({ kind: 'slack', name: 'slack', mode: 'always', webhook: new Secret('SLACK_WEBHOOK_URL', url) })

export const webhookOn = (url: string): Channel =>
  channelOf({ kind: 'webhook', name: 'hook', mode: 'always', url: new Secret('HOOK_URL', url) })

export const emailOn = (url: string, to: readonly string[] = ['oncall@example.com', 'lead@example.com']): Channel =>
  channelOf({
    kind: 'email',
    name: 'mail',
    mode: 'always',
    smtp: new Secret('SMTP_URL', url),
    from: 'doorwatch@example.com',
    to,
  })
