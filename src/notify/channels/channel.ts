import { MonitorError, type Secret } from '../../core/index.ts'
import type { Message } from '../fold/message.ts'

/** `always` gets every alert; `fallback` gets those that another channel could not deliver. */
export type ChannelMode = 'always' | 'fallback'

/** An incoming webhook of Slack, or of a service that takes Slack's messages. */
export interface SlackWebhookConfig {
  readonly kind: 'slack'
  readonly name: string
  readonly webhook: Secret
  readonly mode: ChannelMode
}

/** A bot of Slack, which can also reply in threads and change its messages. */
export interface SlackBotConfig {
  readonly kind: 'slack'
  readonly name: string
  /** Base address of the Web API. */
  readonly api: string
  readonly token: Secret
  /** Id or name of a channel. */
  readonly channel: string
  readonly mode: ChannelMode
}

type SlackConfig = SlackWebhookConfig | SlackBotConfig

export interface EmailConfig {
  readonly kind: 'email'
  readonly name: string
  /** smtp://user:password@host:port or smtps://… */
  readonly smtp: Secret
  readonly from: string
  readonly to: readonly string[]
  readonly mode: ChannelMode
}

export interface WebhookConfig {
  readonly kind: 'webhook'
  readonly name: string
  readonly url: Secret
  /** Signs the requests. */
  readonly secret?: Secret | undefined
  readonly mode: ChannelMode
}

/** A workflow of Microsoft Teams that posts the Adaptive Card it receives. */
export interface TeamsConfig {
  readonly kind: 'teams'
  readonly name: string
  readonly webhook: Secret
  readonly mode: ChannelMode
}

export interface DiscordConfig {
  readonly kind: 'discord'
  readonly name: string
  readonly webhook: Secret
  readonly mode: ChannelMode
}

export interface TelegramConfig {
  readonly kind: 'telegram'
  readonly name: string
  /** Base address of the Bot API. */
  readonly api: string
  readonly token: Secret
  /** Id of a chat, or @name of a public channel. */
  readonly chat: string
  readonly mode: ChannelMode
}

export interface PagerdutyConfig {
  readonly kind: 'pagerduty'
  readonly name: string
  /** Base address of the Events API. */
  readonly api: string
  /** The integration key. */
  readonly key: Secret
  readonly mode: ChannelMode
}

export interface NtfyConfig {
  readonly kind: 'ntfy'
  readonly name: string
  /** Base address of the server. */
  readonly server: string
  /** Anyone who knows its name can read it, so it is a secret. */
  readonly topic: Secret
  readonly token?: Secret | undefined
  readonly mode: ChannelMode
}

/** An apprise API with a key: `https://host/notify/<key>`. */
export interface AppriseConfig {
  readonly kind: 'apprise'
  readonly name: string
  readonly url: Secret
  readonly mode: ChannelMode
}

export type ChannelConfig = AnyChannelConfig & {
  /** Whether messages name what an incident costs. Default: no, only who is affected. */
  readonly showCost?: boolean | undefined
}

type AnyChannelConfig =
  | SlackConfig
  | EmailConfig
  | WebhookConfig
  | TeamsConfig
  | DiscordConfig
  | TelegramConfig
  | PagerdutyConfig
  | NtfyConfig
  | AppriseConfig

/** The outcome of a message that a channel took. */
export interface Receipt {
  /** Recipients that the other side refused, with its answers: `gone@example.org (550 no such user)`. The others have it. */
  readonly refused?: string
  /** The id the service gave the message, which makes it visible: it is in the channel, not only accepted. */
  readonly id?: string
  /** Names the thread that this message begins. The next messages on its incident get it in `SendContext.threads`. */
  readonly thread?: string
}

/** What a message gets when it is sent, besides its alerts. */
export interface SendContext {
  /** The threads that this channel has of the message's incidents and notices, by stream; see `Receipt.thread`. */
  readonly threads?: ReadonlyMap<string, string>
  /** Acknowledges the incident of the message. Anyone who has it may use it: it is in no log, error or stored body. */
  readonly acknowledgeUrl?: string
}

/** One way to reach people. */
export interface Channel {
  readonly name: string
  readonly mode: ChannelMode
  /** The fingerprint of its address: see `addressFingerprint`. */
  readonly address?: string
  /**
   * Sends one message; ends when the other side has taken it. The receipt names recipients that it was refused for.
   * @throws ChannelError where it was not taken, also when `signal` aborts
   */
  send(message: Message, signal: AbortSignal, context?: SendContext): Promise<Receipt>
}

/** A message was not taken. Its texts are free of secrets; it has no cause, because those of transports are not. */
export class ChannelError extends MonitorError {
  /** Trying again cannot help: the address is gone, the credentials are refused, the message is not accepted. */
  readonly permanent: boolean
  /** How long the other side asks to be left alone, ms: a rate limit, or an overload that names its end. */
  readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    options: { permanent: boolean; retryAfterMs?: number | undefined; hint?: string | undefined },
  ) {
    super(
      options.permanent ? 'channel_refused' : 'channel_unavailable',
      message,
      options.hint === undefined ? {} : { hint: options.hint },
    )
    this.name = 'ChannelError'
    this.permanent = options.permanent
    this.retryAfterMs = options.retryAfterMs
  }
}
