import { MonitorError, type Secret } from '../../core/index.ts'
import type { Message } from '../fold/message.ts'

/** `always` gets every alert; `fallback` gets those that another channel could not deliver. */
export type ChannelMode = 'always' | 'fallback'

export interface SlackConfig {
  readonly kind: 'slack'
  readonly name: string
  readonly webhook: Secret
  readonly mode: ChannelMode
}

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
  readonly mode: ChannelMode
}

export type ChannelConfig = SlackConfig | EmailConfig | WebhookConfig

/** The outcome of a message that a channel took. */
export interface Receipt {
  /** Recipients that the other side refused, with its answers: `gone@example.org (550 no such user)`. The others have it. */
  readonly refused?: string
}

/** One way to reach people. */
export interface Channel {
  readonly name: string
  readonly mode: ChannelMode
  /**
   * Sends one message; ends when the other side has taken it. The receipt names recipients that it was refused for.
   * @throws ChannelError where it was not taken, also when `signal` aborts
   */
  send(message: Message, signal: AbortSignal): Promise<Receipt>
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
