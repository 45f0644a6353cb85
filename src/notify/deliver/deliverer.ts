import {
  type Clock,
  DAY,
  defined,
  type Log,
  MINUTE,
  type MonotonicClock,
  messageOf,
  oneLine,
} from '../../core/index.ts'
import { type Channel, ChannelError, type Receipt } from '../channels/channel.ts'
import { backoffMs } from './backoff.ts'
import type { DeliveryAges } from './delivery-ages.ts'
import { lateAlert } from './late.ts'
import type { LeasedDelivery, Outbox } from './outbox.ts'
import { channelAfter } from './route.ts'
import { sendWithin } from './send-within.ts'

/** A delivery that still fails this long after its alert is given up. */
const GIVE_UP_MS = DAY
/** A delivery that still fails this long after its alert goes to the next fallback as well. */
const OVERDUE_MS = 15 * MINUTE

export interface Tally {
  sent: number
  retried: number
  dead: number
}

export interface ChannelHealth {
  readonly name: string
  readonly lastSentAt?: number
  readonly failingSince?: number
  readonly lastError?: string
}

/** How long a delivery is ours, by the monotonic clock, ms; it grows when the delivery is leased again while it waits. */
export interface Lease {
  until: number
}

export interface Courier {
  /** Makes one delivery and notes in the outbox what became of it. Leaves it alone where the lease would end meanwhile. */
  deliver(delivery: LeasedDelivery, lease: Lease, tally: Tally): Promise<void>
  /** Begins no further send: what comes is put back, all of it at the same time. */
  windUp(): void
  /** Ends when all is put back that came after `windUp`. */
  woundUp(): Promise<void>
  health(): readonly ChannelHealth[]
  /** How long the channel that fails longest has been failing, ms; 0 where none does. */
  failingMs(): number
}

export interface CourierDeps {
  readonly outbox: Outbox
  readonly channels: readonly Channel[]
  readonly clock: Clock & MonotonicClock
  readonly ages: DeliveryAges
  readonly random: () => number
  readonly log: Log
  readonly sendMs: number
  /** Cuts off the sends under way. */
  readonly stopping: AbortSignal
}

/** Carries deliveries to their channels and knows how each channel is doing. */
export function createCourier(deps: CourierDeps): Courier {
  const { outbox, clock, ages, log } = deps
  const health = new Map<string, ChannelHealth>(deps.channels.map(({ name }) => [name, { name }]))
  /** By the monotonic clock, as is the time since which a channel fails, ms. */
  const pausedUntil = new Map<string, number>()
  const failingFrom = new Map<string, number>()
  let windingUp = false
  const puttingBack: Promise<void>[] = []

  async function succeeded(delivery: LeasedDelivery, receipt: Receipt, tally: Tally): Promise<void> {
    const { id, alert, channel, attempts } = delivery
    const now = clock.now()
    const { refused } = receipt
    const note = refused === undefined ? undefined : `refused by ${oneLine(refused, 400)}`
    health.set(channel, { name: channel, lastSentAt: now, ...defined({ lastError: note }) })
    failingFrom.delete(channel)
    await outbox.sent(id, now, note)
    ages.forget(delivery)
    tally.sent += 1
    if (note === undefined) log.info('alert sent', { alert: alert.key, channel, attempts })
    else log.warn('alert partly delivered', { alert: alert.key, channel, attempts, refused })
  }

  async function failed(delivery: LeasedDelivery, thrown: unknown, tally: Tally): Promise<void> {
    const { id, alert, channel, attempts } = delivery
    const now = clock.now()
    const failure = thrown instanceof ChannelError ? thrown : undefined
    const error = oneLine(failure?.hint ? `${failure.message}. ${failure.hint}` : messageOf(thrown), 400)
    noteFailure(channel, error, now)
    const ageMs = ages.ageMs(delivery)
    const over = failure?.permanent === true || ageMs >= GIVE_UP_MS
    const next = channelAfter(channel, deps.channels)
    if (next !== undefined && (over || ageMs >= OVERDUE_MS)) await outbox.redirect(id, next, now)
    if (over) {
      await outbox.dead(id, now, error)
      ages.forget(delivery)
      tally.dead += 1
      log.error('alert not delivered', { alert: alert.key, channel, attempts, error, ...(next ? { next } : {}) })
      return
    }
    const inMs = backoffMs(attempts, deps.random, failure?.retryAfterMs)
    if (failure?.retryAfterMs !== undefined) pausedUntil.set(channel, clock.elapsed() + inMs)
    await putBack(delivery, now + inMs, error, tally)
    log.warn('alert not delivered yet', { alert: alert.key, channel, attempts, error, inMs })
  }

  function noteFailure(channel: string, lastError: string, now: number): void {
    const known = health.get(channel)
    if (!failingFrom.has(channel)) failingFrom.set(channel, clock.elapsed())
    if (known) health.set(channel, { ...known, failingSince: known.failingSince ?? now, lastError })
  }

  async function putBack(delivery: LeasedDelivery, dueAt: number, why: string, tally: Tally): Promise<void> {
    await outbox.retry(delivery.id, dueAt, why)
    tally.retried += 1
  }

  return {
    async deliver(delivery, lease, tally) {
      const now = clock.now()
      if (clock.elapsed() + deps.sendMs > lease.until) return
      if (windingUp) {
        // The lane does not wait for it: hundreds of waiting deliveries share a few commits.
        puttingBack.push(putBack(delivery, now, 'the worker stopped before it was sent', tally))
        return
      }
      const channel = deps.channels.find(({ name }) => name === delivery.channel)
      if (!channel) {
        const gone = new ChannelError(`no channel is called "${oneLine(delivery.channel, 40)}" any more`, {
          permanent: true,
        })
        return failed(delivery, gone, tally)
      }
      const pauseMs = (pausedUntil.get(channel.name) ?? 0) - clock.elapsed()
      if (pauseMs > 0) return putBack(delivery, Math.ceil(now + pauseMs), `${channel.name} asked us to wait`, tally)
      let receipt: Receipt
      try {
        receipt = await sendWithin(channel, lateAlert(delivery.alert, ages.ageMs(delivery)), deps.sendMs, deps.stopping)
      } catch (thrown) {
        if (!deps.stopping.aborted) return failed(delivery, thrown, tally)
        return putBack(delivery, clock.now(), 'the worker stopped while it was sent', tally)
      }
      return succeeded(delivery, receipt, tally)
    },
    windUp() {
      windingUp = true
    },
    async woundUp() {
      for (const outcome of await Promise.allSettled(puttingBack)) {
        if (outcome.status === 'rejected')
          log.error('a delivery could not be put back', { error: messageOf(outcome.reason) })
      }
    },
    health: () => [...health.values()],
    failingMs: () => Math.max(0, ...[...failingFrom.values()].map((from) => clock.elapsed() - from)),
  }
}
