import { type ChannelQueue, MINUTE, type PlannedMessage, SECOND, type WaitingDelivery } from '../../core/index.ts'
import { byStream } from './message.ts'

/** Most messages to a channel in two minutes, whatever breaks. */
export const MOST_RECENT = 10
/** Most messages of a channel that are not sent yet; while that many fail, what comes waits and is folded. */
const MOST_UNSENT = 3
/** So many incidents or notices that wait at once still get a message each. */
const MOST_SEPARATE = 2
/** Updates of one incident that come within this time are one message, ms. */
export const UPDATES_EVERY_MS = 2 * MINUTE
/** Most alerts in one message: the body of a webhook stays below some hundred kilobytes. */
export const MOST_ALERTS = 250

/** The least time since the last message, ms, by how many there were in the last two minutes. */
const GAPS_MS = [0, 2, 5, 10, 20, 30].map((seconds) => seconds * SECOND)

/**
 * What a channel sends now of what waits. The first message goes at once; the more there were in the last two minutes, the
 * longer the next one waits and the more it folds. An opening and an end go at once, other updates of an incident once in
 * two minutes. The waiting alerts of one incident go together, so that the last message on it is true.
 */
export function planMessages(queue: ChannelQueue, now: number): readonly PlannedMessage[] {
  const { recent, unsent } = queue
  const waiting = withoutHeldUpdates(queue, now)
  // Unsent messages are tried again at any time, so they count on top of the recent ones.
  const room = Math.min(MOST_RECENT - recent.length - unsent, MOST_UNSENT - unsent)
  if (waiting.length === 0 || room <= 0 || now < earliestAt(recent)) return []
  const first = waiting.slice(0, MOST_ALERTS)
  const digest = digestOf(first)
  const others = byStream(
    first.filter((alert) => !digest.includes(alert)),
    ({ stream }) => stream,
  )
  const messages = digest.length === 0 ? others : [digest, ...others]
  return (others.length <= MOST_SEPARATE && messages.length <= room ? messages : [first]).map(messageOf)
}

/** What was held to the end of its hold, and what came since on the same incidents: one message. */
function digestOf(waiting: readonly WaitingDelivery[]): readonly WaitingDelivery[] {
  const heldStreams = new Set(waiting.flatMap(({ stream, heldUntil }) => (heldUntil === undefined ? [] : [stream])))
  return waiting.filter(({ stream }) => heldStreams.has(stream))
}

/** Updates wait for two minutes after the last one of their incident; its end takes them along at once. */
function withoutHeldUpdates({ waiting, updatedAt }: ChannelQueue, now: number): readonly WaitingDelivery[] {
  const urgent = new Set(waiting.filter(({ isUpdate }) => !isUpdate).map(({ stream }) => stream))
  return waiting.filter(
    ({ stream }) => urgent.has(stream) || now >= (updatedAt.get(stream) ?? Number.NEGATIVE_INFINITY) + UPDATES_EVERY_MS,
  )
}

/** Epoch ms; in the past where a message may go at once. */
function earliestAt(recent: readonly number[]): number {
  const gap = GAPS_MS[Math.min(recent.length, GAPS_MS.length - 1)] ?? 0
  return Math.max(0, ...recent) + gap
}

function messageOf(deliveries: readonly WaitingDelivery[]): PlannedMessage {
  return {
    key: messageKey(deliveries.map(({ alertKey }) => alertKey)),
    deliveries: deliveries.map(({ id }) => id),
  }
}

/**
 * The dedup key of a message: that of its only alert, or `folded:12:` and the key of the last. Unique in a channel, because
 * an alert goes in one message there; no alert's own key begins with `folded:`.
 */
export function messageKey(alertKeys: readonly string[]): string {
  const last = alertKeys.at(-1) ?? ''
  return alertKeys.length === 1 ? last : `folded:${alertKeys.length}:${last}`
}
