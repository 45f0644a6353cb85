import {
  type Clock,
  type Log,
  MINUTE,
  type MonotonicClock,
  messageOf,
  SECOND,
  type SystemClock,
} from '../../core/index.ts'
import type { Channel } from '../channels/channel.ts'
import { type ChannelHealth, createCourier, type Lease, type Tally } from './deliverer.ts'
import { createDeliveryAges } from './delivery-ages.ts'
import type { LeasedDelivery, Outbox } from './outbox.ts'
import { createLanes } from './serial-queues.ts'

export interface DispatcherDeps {
  readonly outbox: Outbox
  readonly channels: readonly Channel[]
  readonly clock: SystemClock
  /** In [0, 1): spreads the waits before further tries. */
  readonly random: () => number
  readonly log: Log
  /** Times in ms; defaults: `send` 10 s, `lease` 45 s, `poll` 1 s, `grace` 2 s. */
  readonly times?: Partial<DispatcherTimes>
}

export interface DispatcherTimes {
  /** Longest one send may take. */
  readonly send: number
  /** How long a delivery taken from the outbox is ours. */
  readonly lease: number
  /** Time between two looks into the outbox. */
  readonly poll: number
  /** How long sends under way may go on once `stop` is called. */
  readonly grace: number
}

/** What became of the deliveries of one drain. */
export type DrainResult = Readonly<Tally>

export interface DispatcherHealth {
  /** The outbox can be read, and no channel has been failing for five minutes. */
  readonly ok: boolean
  readonly pending: number
  readonly dead: number
  readonly channels: readonly ChannelHealth[]
}

export interface Dispatcher {
  /** Delivers what is due now and waits until it is sent, put back or dead. May be called at any time. */
  drain(): Promise<DrainResult>
  /** Looks into the outbox again and again, without waiting for slow channels. */
  start(): void
  /** Ends the looking; sends under way get a moment, what is left is put back for the next start. */
  stop(): Promise<void>
  health(): Promise<DispatcherHealth>
}

const DEFAULT_TIMES: DispatcherTimes = { send: 10 * SECOND, lease: 45 * SECOND, poll: SECOND, grace: 2 * SECOND }
const BATCH = 50
const FAILING_TOO_LONG_MS = 5 * MINUTE
/** Less than this is a correction of the clock, ms. */
const SMALLEST_JUMP_MS = 1.5 * SECOND

/**
 * Delivers alerts at least once: what is leased and not reported back is leased again, with the same key. Each channel
 * has its own lane, so that one that hangs holds back only itself.
 */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const times = { ...DEFAULT_TIMES, ...deps.times }
  const stopping = new AbortController()
  const lanes = createLanes()
  const ages = createDeliveryAges(deps.clock)
  const courier = createCourier({ ...deps, ages, sendMs: times.send, stopping: stopping.signal })
  /** Deliveries that wait in a lane or are being sent. Their lease may end in the database when the clock is set forward. */
  const inHand = new Map<number, Lease>()
  /** The wall clock less the monotonic clock, ms. */
  let clockOffset = offsetOf(deps.clock)
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<unknown> | undefined
  let outboxError: string | undefined
  let ended = false

  /** Takes what is due and hands it to the lanes; gives the work back without waiting for it. */
  async function take(tally: Tally): Promise<readonly Promise<void>[]> {
    if (ended) return []
    await followClock()
    const until = deps.clock.elapsed() + times.lease
    const leased = await deps.outbox.lease(deps.clock.now(), BATCH, times.lease)
    return leased.map((delivery) => {
      ages.ageMs(delivery)
      const waiting = inHand.get(delivery.id)
      if (waiting) {
        waiting.until = until
        return Promise.resolve()
      }
      const lease = { until }
      inHand.set(delivery.id, lease)
      return lanes.add(delivery.channel, () => deliver(delivery, lease, tally))
    })
  }

  async function deliver(delivery: LeasedDelivery, lease: Lease, tally: Tally): Promise<void> {
    try {
      await courier.deliver(delivery, lease, tally)
    } catch (error) {
      deps.log.error('a delivery could not be noted; it will be made again', { error: messageOf(error) })
    } finally {
      inHand.delete(delivery.id)
    }
  }

  /** What waits for a time on the clock would wait longer by as much as the clock was set back. */
  async function followClock(): Promise<void> {
    ages.followClock()
    const offset = offsetOf(deps.clock)
    const setBackMs = Math.round(clockOffset - offset)
    if (setBackMs >= SMALLEST_JUMP_MS) await deps.outbox.clockSetBack(deps.clock.now(), setBackMs)
    clockOffset = offset
  }

  async function look(): Promise<void> {
    try {
      const tally: Tally = { sent: 0, retried: 0, dead: 0 }
      while ((await take(tally)).length === BATCH);
      outboxError = undefined
    } catch (error) {
      if (outboxError === undefined) deps.log.error('the outbox cannot be read', { error: messageOf(error) })
      outboxError = messageOf(error)
    }
  }

  return {
    async drain() {
      const tally: Tally = { sent: 0, retried: 0, dead: 0 }
      for (;;) {
        const work = await take(tally)
        if (work.length === 0) return tally
        await Promise.all(work)
      }
    },
    start() {
      timer ??= setInterval(() => {
        looking ??= look().finally(() => {
          looking = undefined
        })
      }, times.poll)
    },
    async stop() {
      ended = true
      clearInterval(timer)
      await looking
      const grace = setTimeout(() => stopping.abort(), times.grace)
      courier.windUp()
      await lanes.idle()
      await courier.woundUp()
      clearTimeout(grace)
    },
    async health() {
      const counts = await deps.outbox.counts()
      const channels = courier.health()
      const failing = courier.failingMs() >= FAILING_TOO_LONG_MS
      return { ok: outboxError === undefined && !failing, ...counts, channels }
    },
  }
}

function offsetOf(clock: Clock & MonotonicClock): number {
  return clock.now() - clock.elapsed()
}
