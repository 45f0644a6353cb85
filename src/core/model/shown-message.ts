/** The kinds of channels that alerts go through. */
export const CHANNEL_KINDS = [
  'slack',
  'email',
  'webhook',
  'teams',
  'discord',
  'telegram',
  'pagerduty',
  'ntfy',
  'apprise',
] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

/** The colour of a message: a surface is down or degraded, the monitor's own news, or good news. */
export type Tone = 'down' | 'degraded' | 'notice' | 'good'

/** A message as its service shows it to a reader: plain texts, cut where the service cuts, in the order they are shown. */
export interface ShownMessage {
  readonly service: ChannelKind
  readonly tone: Tone
  /** Header, subject or first line. */
  readonly title: string
  readonly paragraphs: readonly string[]
  /** Short facts that the service puts into columns. */
  readonly fields: readonly string[]
  readonly links: readonly { readonly text: string; readonly url: string }[]
  /** Small print: sender, priority, key. */
  readonly footer?: string
}
