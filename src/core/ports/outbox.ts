import type { Alert, Rung } from '../model/alert.ts'
import { DAY, MINUTE } from '../model/time.ts'

/** How far back `ChannelQueue.recent` reaches, ms. */
export const RECENT_MESSAGES_MS = 2 * MINUTE

/** Longer than any hold, ms: hours come back every week. */
export const LONGEST_HOLD_MS = 9 * DAY

/** Most attempts in a day on a channel whose service refuses alerts for good; without restarts it is one an hour. */
export const MOST_REFUSED_ATTEMPTS = 30

/** How the error of a message begins that was handed over because its channel is not configured. */
export const NO_SUCH_CHANNEL = 'no channel is called'

/** A channel of the configuration. */
export interface ConfiguredChannel {
  readonly name: string
  /** The fingerprint of its address. */
  readonly address?: string
}

/** Alerts that a channel sends as one message; its holder may send it until the lease expires. */
export interface LeasedMessage {
  readonly id: number
  /** Dedup key: the same in every attempt. */
  readonly key: string
  readonly channel: string
  /** In the order they were planned, at least one. The same in every attempt. */
  readonly alerts: readonly Alert[]
  /** Attempts so far, including this one. */
  readonly attempts: number
  /** The threads that the channel has of its incidents and notices, by stream; see `SentReceipt.thread`. Absent without any. */
  readonly threads?: ReadonlyMap<string, string>
  /** When the hold of its alerts ended, epoch ms; absent where none was held to its end. */
  readonly heldUntil?: number
}

/** A delivery that no message contains yet. */
export interface WaitingDelivery {
  readonly id: number
  readonly alertKey: string
  /** See `streamOf`. */
  readonly stream: string
  /** When its hold ended, epoch ms; absent where it was not held to its end. */
  readonly heldUntil?: number
  /** It is an update (see `isUpdate`), which may wait to be folded with the next one. */
  readonly isUpdate: boolean
}

/** The queue of a channel. */
export interface ChannelQueue {
  readonly channel: string
  /** In the order they were planned, without streams that have an unsent message. */
  readonly waiting: readonly WaitingDelivery[]
  /** The last attempt of each message of the last two minutes, epoch ms. */
  readonly recent: readonly number[]
  /** Of each incident with an update in a message of the last two minutes: the last attempt of such a message, epoch ms. */
  readonly updatedAt: ReadonlyMap<string, number>
  /** Messages with at least one attempt that are neither sent nor dead. */
  readonly unsent: number
}

/** An alert with the channels it goes to. */
export interface PlannedAlert {
  readonly alert: Alert
  /** Names of channels. Those that do not hold it get it at once, together with what they held of its stream. */
  readonly channels: readonly string[]
  /** By channel, until when it is held (epoch ms). */
  readonly holds?: Readonly<Record<string, number>>
  /** By channel, which channels get it at once where that channel refuses it or is away. Without: the next fallback. */
  readonly takeover?: Readonly<Record<string, readonly string[]>>
  /** Channels with a new address: they also get the first alert of the stream again, together with this one. */
  readonly resend?: readonly string[]
}

/** A channel that has alerts of a stream since its newest opening, or is still to get them. */
export interface Recipient {
  readonly channel: string
  /** All it is to get is held until then, epoch ms; absent once something was due. */
  readonly heldUntil?: number
  /** Which channels take over from it, as its newest delivery says; empty where it took over itself, as its route says. */
  readonly takeover?: readonly string[]
  /** The fingerprint of the address that the last alert was sent to; absent before that. */
  readonly address?: string
}

/** Deliveries to send as one message. */
export interface PlannedMessage {
  readonly key: string
  readonly deliveries: readonly number[]
}

export interface LeaseOptions {
  /** Duration of the lease, ms: until then no other holder gets these messages. */
  readonly leaseMs: number
  /** Channels to skip. */
  readonly paused: readonly string[]
  /** The fingerprint of each channel's address, stored with what is sent there. */
  readonly addresses?: Readonly<Record<string, string>>
  /** Returns which waiting deliveries to send now, grouped into messages. Pure. */
  readonly plan: (queue: ChannelQueue, now: number) => readonly PlannedMessage[]
}

/** What a service said of a message that it took. */
export interface SentReceipt {
  /** Default: accepted. */
  readonly rung?: Exclude<Rung, 'acknowledged'>
  /** The id that the service gave the message. */
  readonly serviceId?: string
  /** The recipients that refused it, if others accepted it. */
  readonly note?: string
  /** The message begins the thread of an incident or notice (`stream`); `id` names it to the service. */
  readonly thread?: { readonly stream: string; readonly id: string }
}

/** The queue of alerts for all channels; the store implements it. All times are epoch ms. */
export interface Outbox {
  /**
   * Leases the messages whose next attempt is due or whose lease expired, and new messages that `plan` makes of waiting
   * deliveries. Stores the content of a message in the same transaction, so that every attempt sends the same content.
   */
  lease(now: number, options: LeaseOptions): Promise<readonly LeasedMessage[]>
  /** Marks a message as sent; its channel is no longer red. */
  sent(id: number, now: number, receipt?: SentReceipt): Promise<void>
  /** Records a failed attempt; the next one is due at `dueAt`. */
  retry(id: number, dueAt: number, error: string): Promise<void>
  /** Puts a message back without counting an attempt: it was not sent, or the channel asked for a later attempt. */
  postpone(id: number, dueAt: number, why: string): Promise<void>
  /**
   * Records that the service refused a message for good: the channel is red until it takes a message. The next attempt is
   * due at `dueAt`, or later where the channel has had `MOST_REFUSED_ATTEMPTS` in the last day.
   * @param reason what the service answered, and what to do
   * @returns when the next attempt is due
   */
  refuse(id: number, times: { readonly now: number; readonly dueAt: number }, reason: string): Promise<number>
  /**
   * Makes what was refused due at `now`: for the start of a worker, since an address may have changed. Leaves channels alone
   * that have had `MOST_REFUSED_ATTEMPTS` in the last day.
   */
  retryRefused(now: number): Promise<void>
  /**
   * Follows the configuration, for the start of a worker. A channel that is configured again also gets the ends that were
   * handed over while it was not, where it got nothing newer. A channel with a new address also gets the first alert of
   * each stream again that has an alert waiting for it.
   */
  followConfig(now: number, channels: readonly ConfiguredChannel[]): Promise<void>
  /** The channels with a message that their service refused: one that took a message elsewhere is not among them. */
  refusedChannels(): Promise<readonly string[]>
  /** When each channel that refuses alerts for good is tried again. */
  refusedUntil(): Promise<ReadonlyMap<string, number>>
  /** Gives a message up after `error`. */
  dead(id: number, now: number, error: string): Promise<void>
  /**
   * Also sends the alerts of a message through `channel`, except those that it already has. An end of an incident of which
   * it has nothing goes there together with the opening, and only where no other channel reports that end.
   */
  redirect(id: number, channel: string, now: number): Promise<void>
  /**
   * Also sends every unsent alert of channel `from` through the channels that its route names for that, else through `to`,
   * except what these already have and what is held. An end of an incident of which they have nothing goes there together
   * with the opening.
   * @returns how many deliveries that makes
   */
  redirectAll(from: string, to: string | undefined, now: number): Promise<number>
  /** Moves all due times `byMs` earlier after the clock was set back to `now` by that much. */
  clockSetBack(now: number, byMs: number): Promise<void>
  /** Numbers of pending and of dead deliveries. */
  counts(): Promise<{ readonly pending: number; readonly dead: number }>
}
