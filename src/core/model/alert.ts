import type { Incident, Notice, SurfaceStatus, TimelineEntry } from './incident.ts'

export const ALERT_KINDS = ['opened', 'changed', 'reminder', 'resolved', 'notice', 'cleared'] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/** A decision to tell someone. Everything a channel needs to write its message; plain text, not yet escaped. */
export interface Alert {
  /** Dedup key: the same alert has the same key in every attempt, channel and life of the worker. */
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

/** What an alert belongs to: its incident or notice. The alerts of one stream reach a channel in the order they were planned. */
export function streamOf({ incident, notice, key }: Pick<Alert, 'incident' | 'notice' | 'key'>): string {
  return incident?.name ?? notice?.key ?? key
}

export const DELIVERY_STATES = ['pending', 'sending', 'sent', 'dead'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** One alert on its way to one channel. */
export interface Delivery {
  readonly id: number
  readonly alertKey: string
  readonly channel: string
  /** Dedup key of the message it goes in, from the first attempt on: the alert's own, or that of several alerts folded into one. */
  readonly message?: string
  readonly state: DeliveryState
  readonly attempts: number
  /** Not before this time (epoch ms). */
  readonly dueAt: number
  readonly sentAt?: number
  /** Why it is not sent yet or was given up; of one that was sent, which recipients refused it. */
  readonly lastError?: string
}
