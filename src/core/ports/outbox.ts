import type { Alert } from '../model/alert.ts'
import { MINUTE } from '../model/time.ts'

/** How far back `ChannelQueue.recent` reaches, ms. */
export const RECENT_MESSAGES_MS = 2 * MINUTE

/** Alerts that a channel sends as one message; its holder may try until the lease runs out. */
export interface LeasedMessage {
  readonly id: number
  /** Dedup key: the same in every attempt. */
  readonly key: string
  readonly channel: string
  /** In the order they were planned, at least one. The same in every attempt. */
  readonly alerts: readonly Alert[]
  /** Attempts so far, this one included. */
  readonly attempts: number
}

/** A delivery that is in no message yet. */
export interface WaitingDelivery {
  readonly id: number
  readonly alertKey: string
  /** See `streamOf`. */
  readonly stream: string
}

/** What waits for a channel. */
export interface ChannelQueue {
  readonly channel: string
  /** In the order they were planned; none whose stream is in a message that is not sent yet. */
  readonly waiting: readonly WaitingDelivery[]
  /** When each message of the last two minutes was tried last, epoch ms. */
  readonly recent: readonly number[]
  /** Messages that were tried and are neither sent nor dead. */
  readonly unsent: number
}

/** Deliveries that become one message. */
export interface PlannedMessage {
  readonly key: string
  readonly deliveries: readonly number[]
}

export interface LeaseOptions {
  /** How long nobody else gets what is leased, ms. */
  readonly leaseMs: number
  /** Channels that are left alone for now. */
  readonly paused: readonly string[]
  /** Decides what waiting deliveries are sent now, and which of them together. Pure. */
  readonly plan: (queue: ChannelQueue, now: number) => readonly PlannedMessage[]
}

/** Where alerts wait for their channels; the store implements it. All times are epoch ms. */
export interface Outbox {
  /**
   * Takes the messages whose next attempt is due, or whose last holder died with them, and makes new ones of what waits, as
   * `plan` says. What goes in a message is stored in the same transaction, so that every attempt sends the same.
   */
  lease(now: number, options: LeaseOptions): Promise<readonly LeasedMessage[]>
  /** `note`: which recipients refused it, where the others have it. */
  sent(id: number, now: number, note?: string): Promise<void>
  /** The attempt failed; the next one is due at `dueAt`. */
  retry(id: number, dueAt: number, error: string): Promise<void>
  /** Puts a message back that was not tried, or that the channel asked to send later: no attempt is counted. */
  postpone(id: number, dueAt: number, why: string): Promise<void>
  dead(id: number, now: number, error: string): Promise<void>
  /** Sends the alerts of a message through another channel as well, unless they already go there. */
  redirect(id: number, channel: string, now: number): Promise<void>
  /** Sends all that is not sent through `from` through `to` as well, unless it already goes there. @returns how many alerts */
  redirectAll(from: string, to: string, now: number): Promise<number>
  /** The clock was set back to `now` by `byMs`: what waits for a later time waits that much less. */
  clockSetBack(now: number, byMs: number): Promise<void>
  /** How many deliveries are on their way, and how many were given up. */
  counts(): Promise<{ readonly pending: number; readonly dead: number }>
}
