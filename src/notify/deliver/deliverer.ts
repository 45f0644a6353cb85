import {
  type Alert,
  type Clock,
  defined,
  type LeasedMessage,
  type Log,
  type MonotonicClock,
  messageOf,
  type Outbox,
  oneLine,
} from '../../core/index.ts'
import { type Channel, ChannelError, type Receipt } from '../channels/channel.ts'
import { foldAlerts } from '../fold/fold-alerts.ts'
import { backoffMs } from './backoff.ts'
import { AWAY_MS, type ChannelStates } from './channel-states.ts'
import { lateMessage } from './late.ts'
import type { MessageAges } from './message-ages.ts'
import { channelAfter } from './route.ts'
import { sendWithin } from './send-within.ts'

/** Messages by outcome. */
export interface DeliveryTally {
  sent: number
  /** Put back: the attempt failed, or the channel asked to wait. */
  retried: number
  dead: number
}

/** Until when a message is ours, by the monotonic clock, ms; it moves when the message is leased again while it waits. */
export interface Lease {
  until: number
}

export interface DelivererDeps {
  readonly outbox: Outbox
  readonly channels: readonly Channel[]
  readonly clock: Clock & MonotonicClock
  readonly ages: MessageAges
  readonly states: ChannelStates
  /** In [0, 1). */
  readonly random: () => number
  readonly log: Log
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

  /** Makes one attempt. Leaves a message alone whose lease would end during the send. */
  async deliver(message: LeasedMessage, lease: Lease, tally: DeliveryTally): Promise<void> {
    const { clock, sendMs, states } = this.#deps
    if (clock.elapsed() + sendMs > lease.until) return
    if (!this.#accepting) return this.#postpone(message, 0, 'the worker stopped before it was sent', tally)
    const pauseMs = states.pauseLeftMs(message.channel)
    if (pauseMs > 0) return this.#postpone(message, pauseMs, `${message.channel} asked to wait`, tally)
    const channel = this.#deps.channels.find(({ name }) => name === message.channel)
    if (!channel) return this.#failed(message, unknownChannel(message.channel), tally)
    return this.#attempt(message, channel, tally)
  }

  /** Begins no further send: what comes is put back. */
  stopAccepting(): void {
    this.#accepting = false
  }

  async #attempt(message: LeasedMessage, channel: Channel, tally: DeliveryTally): Promise<void> {
    const { ages, sendMs, stopping } = this.#deps
    const folded = foldAlerts(message.key, message.alerts as readonly [Alert, ...Alert[]])
    const late = lateMessage(folded, ages.agesMs(message).newest)
    let receipt: Receipt
    try {
      receipt = await sendWithin(channel, late, sendMs, stopping)
    } catch (thrown) {
      if (stopping.aborted) return this.#postpone(message, 0, 'the worker stopped while it was sent', tally)
      return this.#failed(message, thrown, tally)
    }
    return this.#sent(message, receipt, tally)
  }

  async #sent(message: LeasedMessage, { refused }: Receipt, tally: DeliveryTally): Promise<void> {
    const { outbox, clock, ages, states, log } = this.#deps
    const note = refused === undefined ? undefined : `refused by ${oneLine(refused, 400)}`
    states.delivered(message.channel, note)
    await outbox.sent(message.id, clock.now(), note)
    ages.forget(message)
    tally.sent += 1
    if (note === undefined) log.info('alert sent', logFields(message))
    else log.warn('alert partly delivered', { ...logFields(message), refused })
  }

  async #failed(message: LeasedMessage, thrown: unknown, tally: DeliveryTally): Promise<void> {
    const failure = thrown instanceof ChannelError ? thrown : undefined
    const error = oneLine(failure?.hint ? `${failure.message}. ${failure.hint}` : messageOf(thrown), 400)
    if (failure?.permanent) return this.#giveUp(message, error, tally)
    if (failure?.retryAfterMs !== undefined) return this.#limited(message, failure.retryAfterMs, error, tally)
    const { outbox, clock, states, random, log } = this.#deps
    states.failed(message.channel, error)
    const inMs = backoffMs(message.attempts, random)
    await this.#handOverWhenAway(message)
    await outbox.retry(message.id, clock.now() + inMs, error)
    tally.retried += 1
    log.warn('alert not delivered yet', { ...logFields(message), error, inMs })
  }

  /** A rate limit is the channel's pace, no failure of the message: the channel is left alone, no attempt counts. */
  async #limited(message: LeasedMessage, askedMs: number, error: string, tally: DeliveryTally): Promise<void> {
    const inMs = this.#deps.states.limited(message.channel, askedMs, error)
    await this.#handOverWhenAway(message)
    await this.#postpone(message, inMs, error, tally)
    this.#deps.log.warn('the channel asks to wait', { ...logFields(message), error, inMs })
  }

  async #giveUp(message: LeasedMessage, error: string, tally: DeliveryTally): Promise<void> {
    const { outbox, clock, ages, states, channels, log } = this.#deps
    states.failed(message.channel, error)
    const next = channelAfter(message.channel, channels)
    if (next !== undefined) await outbox.redirect(message.id, next, clock.now())
    await outbox.dead(message.id, clock.now(), error)
    ages.forget(message)
    tally.dead += 1
    log.error('alert not delivered', { ...logFields(message), error, ...defined({ next }) })
  }

  /** What has waited too long goes to the next fallback as well, with all that waits behind it. */
  async #handOverWhenAway(message: LeasedMessage): Promise<void> {
    const { outbox, clock, ages, states, channels } = this.#deps
    const { channel } = message
    const next = channelAfter(channel, channels)
    if (next === undefined || (!states.isAway(channel) && ages.agesMs(message).oldest < AWAY_MS)) return
    await outbox.redirectAll(channel, next, clock.now())
  }

  async #postpone(message: LeasedMessage, inMs: number, why: string, tally: DeliveryTally): Promise<void> {
    const { outbox, clock } = this.#deps
    await outbox.postpone(message.id, Math.ceil(clock.now() + inMs), why)
    tally.retried += 1
  }
}

function unknownChannel(name: string): ChannelError {
  return new ChannelError(`no channel is called "${oneLine(name, 40)}" any more`, { permanent: true })
}

function logFields({ key, channel, attempts, alerts }: LeasedMessage) {
  return { alert: key, channel, attempts, ...(alerts.length > 1 ? { alerts: alerts.length } : {}) }
}
