import type { Incident, Notice, SurfaceStatus, TimelineEntry } from './incident.ts'

export const ALERT_KINDS = ['opened', 'changed', 'reminder', 'resolved', 'notice', 'cleared'] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/** An alert, with everything a channel needs to write its message. Texts are plain and not escaped. */
export interface Alert {
  /** Dedup key: the same in every attempt, in every channel and after a restart. */
  readonly key: string
  readonly kind: AlertKind
  readonly target: string
  readonly at: number
  /** "login is DOWN (HTTP 500 at 'submit credentials'), API is up" */
  readonly headline: string
  /** Sentences under the headline, in order of importance. */
  readonly lines: readonly string[]
  /** All surfaces of the target at this moment. */
  readonly surfaces: readonly SurfaceStatus[]
  readonly incident?: Incident
  readonly timeline?: readonly TimelineEntry[]
  readonly notice?: Notice
  readonly links: readonly { readonly text: string; readonly url: string }[]
}

/** The stream of an alert: its incident or notice. A channel gets the alerts of one stream in the order they were planned. */
export function streamOf({ incident, notice, key }: Pick<Alert, 'incident' | 'notice' | 'key'>): string {
  return incident?.name ?? notice?.key ?? key
}

export const DELIVERY_STATES = ['pending', 'sending', 'sent', 'dead'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** The delivery of one alert to one channel. */
export interface Delivery {
  readonly id: number
  readonly alertKey: string
  readonly channel: string
  /** Dedup key of its message, from the first attempt on: the alert's key, or the key of a message with several alerts. */
  readonly message?: string
  readonly state: DeliveryState
  readonly attempts: number
  /** The earliest time of the next attempt, epoch ms. */
  readonly dueAt: number
  readonly sentAt?: number
  /** The service refuses it for good since this time (epoch ms); absent once it was taken, and where it was not refused. */
  readonly refusedAt?: number
  /** Why it is not sent or is dead. If it was sent: the recipients that refused it. */
  readonly lastError?: string
}

/** The alerts that a channel has not delivered. */
export interface ChannelBacklog {
  readonly channel: string
  /** How many alerts wait. */
  readonly waiting: number
  /** When the oldest of them was planned (epoch ms). */
  readonly since: number
  /** The channel is red: its service refuses alerts for good. Absent where it does not. */
  readonly refusal?: ChannelRefusal
}

export interface ChannelRefusal {
  /** Epoch ms. */
  readonly since: number
  /** What the service answered, and what to do. */
  readonly reason: string
  /** When the channel is tried again (epoch ms); a start of the worker tries it at once. */
  readonly retryAt: number
}
