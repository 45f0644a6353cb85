import {
  type Alert,
  backoffMs,
  type Clock,
  defined,
  type LeasedMessage,
  type Log,
  type MonotonicClock,
  messageOf,
  NO_SUCH_CHANNEL,
  type Outbox,
  oneLine,
  type SentReceipt,
  streamOf,
} from '../../core/index.ts'
import { type Channel, ChannelError, type Receipt, type SendContext } from '../channels/channel.ts'
import { foldAlerts } from '../fold/fold-alerts.ts'
import type { Message } from '../fold/message.ts'
import { channelAfter } from '../route/route.ts'
import { type AckLinks, withAckLinks, withoutAckTokens } from './ack-links.ts'
import { DELIVERY_BACKOFF } from './backoff.ts'
import { AWAY_MS, type ChannelStates, REFUSED_RETRY_MS } from './channel-states.ts'
import { heldMessage } from './held.ts'
import { lateMessage } from './late.ts'
import type { MessageAges } from './message-ages.ts'
import { sendWithin } from './send-within.ts'

/**
 * The outcome of an attempt. `retried`: put back, since it failed, was refused, or the channel asked to wait. `dead`: given
 * up. `left`: not tried, since its lease would end during the send.
 */
export type AttemptOutcome = 'sent' | 'retried' | 'dead' | 'left'

interface DelivererDeps {
  readonly outbox: Outbox
  readonly channels: readonly Channel[]
  readonly clock: Clock & MonotonicClock
  readonly ages: MessageAges
  readonly states: ChannelStates
  /** In [0, 1). */
  readonly random: () => number
  readonly log: Log
  /** Makes links that acknowledge; absent where readers cannot reach the dashboard. */
  readonly ackLinks?: AckLinks
  /** Longest one send may take, ms. */
  readonly sendMs: number
  /** Cuts off the sends under way. */
  readonly stopping: AbortSignal
}

/** Sends messages through their channels and records the outcome in the outbox. */
export class Deliverer {
  readonly #deps: DelivererDeps
  #accepting = true

  constructor(deps: DelivererDeps) {
    this.#deps = deps
  }

  /**
   * Makes one attempt. Leaves a message alone whose lease would end during the send.
   * @param leasedUntil by the monotonic clock, ms
   */
  async deliver(message: LeasedMessage, leasedUntil: number): Promise<AttemptOutcome> {
    const { clock, sendMs, states } = this.#deps
    if (clock.elapsed() + sendMs > leasedUntil) return 'left'
    if (!this.#accepting) return this.#postpone(message, 0, 'the worker stopped before it was sent')
    const pauseMs = states.pauseLeftMs(message.channel)
    if (pauseMs > 0) return this.#postpone(message, pauseMs, `${message.channel} asked to wait`)
    const refusalMs = states.refusalLeftMs(message.channel)
    if (refusalMs > 0) return this.#postpone(message, refusalMs, states.lastError(message.channel))
    const channel = this.#deps.channels.find(({ name }) => name === message.channel)
    return channel ? this.#attempt(message, channel) : this.#handOverForGood(message)
  }

  /** Begins no further send: later messages are put back. */
  stopAccepting(): void {
    this.#accepting = false
  }

  async #attempt(message: LeasedMessage, channel: Channel): Promise<AttemptOutcome> {
    const { ages, sendMs, stopping } = this.#deps
    const folded = foldAlerts(message.key, message.alerts as readonly [Alert, ...Alert[]])
    const late = lateMessage(heldMessage(folded, message.heldUntil), ages.agesMs(message).newest)
    const ready = await this.#withAckLinks(late, channel.name)
    let receipt: Receipt
    try {
      receipt = await sendWithin(channel, ready, { limitMs: sendMs, stopping, context: contextOf(message) })
    } catch (thrown) {
      if (stopping.aborted) return this.#postpone(message, 0, 'the worker stopped while it was sent')
      return this.#failed(message, thrown)
    }
    return this.#sent(message, receipt)
  }

  #withAckLinks(message: Message, channel: string): Promise<Message> | Message {
    const { ackLinks: links, log } = this.#deps
    return links ? withAckLinks(message, channel, { links, log }) : message
  }

  async #sent(message: LeasedMessage, receipt: Receipt): Promise<AttemptOutcome> {
    const { outbox, clock, ages, states, log } = this.#deps
    const { id, thread } = receipt
    const refused = receipt.refused === undefined ? undefined : withoutAckTokens(receipt.refused)
    const note = refused === undefined ? undefined : `refused by ${oneLine(refused, 400)}`
    if (states.isRefused(message.channel)) log.info('the channel takes alerts again', { channel: message.channel })
    states.delivered(message.channel, note)
    await outbox.sent(message.id, clock.now(), {
      rung: id === undefined ? 'accepted' : 'visible',
      ...defined({ serviceId: id, note, thread: threadOf(message, thread) }),
    })
    ages.forget(message)
    if (note === undefined) log.info('alert sent', logFields(message))
    else log.warn('alert partly delivered', { ...logFields(message), refused })
    return 'sent'
  }

  async #failed(message: LeasedMessage, thrown: unknown): Promise<AttemptOutcome> {
    const failure = thrown instanceof ChannelError ? thrown : undefined
    const error = oneLine(
      withoutAckTokens(failure?.hint ? `${failure.message}. ${failure.hint}` : messageOf(thrown)),
      400,
    )
    if (failure?.permanent) return this.#refused(message, error)
    if (failure?.retryAfterMs !== undefined) return this.#limited(message, failure.retryAfterMs, error)
    const { outbox, clock, states, random, log } = this.#deps
    states.failed(message.channel, error)
    const inMs = backoffMs(DELIVERY_BACKOFF, message.attempts, random())
    await this.#handOverWhenAway(message)
    await outbox.retry(message.id, clock.now() + inMs, error)
    log.warn('alert not delivered yet', { ...logFields(message), error, inMs })
    return 'retried'
  }

  /** A rate limit is the channel's pace, no failure of the message: the channel is left alone, no attempt counts. */
  async #limited(message: LeasedMessage, askedMs: number, error: string): Promise<AttemptOutcome> {
    const inMs = this.#deps.states.limited(message.channel, askedMs, error)
    await this.#handOverWhenAway(message)
    this.#deps.log.warn('the channel asks to wait', { ...logFields(message), error, inMs })
    return this.#postpone(message, inMs, error)
  }

  /** The alerts go to the next fallback now, and wait for the channel as well: its address may be corrected. */
  async #refused(message: LeasedMessage, error: string): Promise<AttemptOutcome> {
    const { outbox, clock, states, channels, log } = this.#deps
    const next = channelAfter(message.channel, channels)
    const now = clock.now()
    // Stored first: the dispatcher takes a channel for tested that is refused in memory and not in the database.
    const inMs = (await outbox.refuse(message.id, { now, dueAt: now + REFUSED_RETRY_MS }, error)) - now
    states.refused(message.channel, error, inMs)
    await this.#handOverWhenAway(message)
    log.error('the channel refuses alerts', { ...logFields(message), error, inMs, ...defined({ next }) })
    return 'retried'
  }

  /** A channel that is no longer configured hands its messages over; without any channel they wait for one. */
  async #handOverForGood(message: LeasedMessage): Promise<AttemptOutcome> {
    const { outbox, clock, ages, channels, log } = this.#deps
    const now = clock.now()
    const error = `${NO_SUCH_CHANNEL} "${oneLine(message.channel, 40)}" any more`
    const next = channelAfter(message.channel, channels)
    if (next === undefined) {
      await outbox.refuse(message.id, { now, dueAt: now + REFUSED_RETRY_MS }, error)
      return 'retried'
    }
    await outbox.redirect(message.id, next, now)
    await outbox.dead(message.id, now, error)
    ages.forget(message)
    log.error('the channel is no longer configured; the next one gets its undelivered alerts', {
      ...logFields(message),
      error,
      next,
    })
    return 'dead'
  }

  /** What has waited too long goes to the next fallback as well, with all that waits behind it. */
  async #handOverWhenAway(message: LeasedMessage): Promise<void> {
    const { outbox, clock, ages, states, channels } = this.#deps
    const { channel } = message
    if (!states.isAway(channel) && ages.agesMs(message).oldest < AWAY_MS) return
    const next = channelAfter(channel, channels)
    await outbox.redirectAll(channel, next, clock.now())
  }

  async #postpone(message: LeasedMessage, inMs: number, why: string): Promise<AttemptOutcome> {
    const { outbox, clock } = this.#deps
    await outbox.postpone(message.id, Math.ceil(clock.now() + inMs), why)
    return 'retried'
  }
}

function contextOf({ threads }: LeasedMessage): SendContext {
  return defined({ threads })
}

/** A message about one incident or notice begins its thread; a digest begins none. */
function threadOf({ alerts }: LeasedMessage, id: string | undefined): SentReceipt['thread'] {
  const [stream, ...others] = new Set(alerts.map(streamOf))
  return id === undefined || stream === undefined || others.length > 0 ? undefined : { stream, id }
}

function logFields({ key, channel, attempts, alerts }: LeasedMessage) {
  return { alert: key, channel, attempts, ...(alerts.length > 1 ? { alerts: alerts.length } : {}) }
}
