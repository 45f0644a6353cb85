import {
  type LeasedMessage,
  type Log,
  MINUTE,
  messageOf,
  type Outbox,
  SECOND,
  type SystemClock,
} from '../../core/index.ts'
import type { Channel } from '../channels/channel.ts'
import { planMessages } from '../fold/plan-messages.ts'
import { channelAfter } from '../route/route.ts'
import type { AckLinks } from './ack-links.ts'
import { type ChannelHealth, ChannelStates } from './channel-states.ts'
import { offsetOf } from './clock-offset.ts'
import { type AttemptOutcome, Deliverer } from './deliverer.ts'
import { createMessageAges, SMALLEST_JUMP_MS } from './message-ages.ts'
import { createSerialQueues } from './serial-queues.ts'

interface DispatcherDeps {
  readonly outbox: Outbox
  readonly channels: readonly Channel[]
  readonly clock: SystemClock
  /** In [0, 1): spreads the waits before further attempts. */
  readonly random: () => number
  readonly log: Log
  /** Makes links that acknowledge; absent where readers cannot reach the dashboard. */
  readonly ackLinks?: AckLinks
  /** Times in ms; defaults: `send` 10 s, `lease` 45 s, `poll` 1 s, `grace` 2 s. */
  readonly times?: Partial<DispatcherTimes>
}

interface DispatcherTimes {
  /** Longest one send may take. */
  readonly send: number
  /** How long a message taken from the outbox is ours. */
  readonly lease: number
  /** Time between two ticks. */
  readonly poll: number
  /** How long sends under way may go on once `stop` is called. */
  readonly grace: number
}

/** How many messages of one drain were sent, put back and given up. */
interface DrainResult {
  readonly sent: number
  readonly retried: number
  readonly dead: number
}

interface DispatcherHealth {
  /** The outbox can be read, and no channel has been failing for five minutes. */
  readonly ok: boolean
  /** Deliveries: one alert to one channel each. */
  readonly pending: number
  readonly dead: number
  readonly channels: readonly ChannelHealth[]
}

export interface Dispatcher {
  /** Delivers what is due now and waits until it is sent, put back or dead. May be called at any time. */
  drain(): Promise<DrainResult>
  /** Delivers what is due once a second, without waiting for slow channels. */
  start(): void
  /** Ends the ticks; sends under way get a moment, what is left is put back for the next start. */
  stop(): Promise<void>
  health(): Promise<DispatcherHealth>
}

const DEFAULT_TIMES: DispatcherTimes = { send: 10 * SECOND, lease: 45 * SECOND, poll: SECOND, grace: 2 * SECOND }
const FAILING_TOO_LONG_MS = 5 * MINUTE

/**
 * Delivers alerts at least once: what is leased and not reported back is leased again, with the same key. Each channel
 * has its own queue, so that one that hangs holds back only itself.
 */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  return new OutboxDispatcher(deps)
}

class OutboxDispatcher implements Dispatcher {
  readonly #deps: DispatcherDeps
  readonly #times: DispatcherTimes
  readonly #stopping = new AbortController()
  readonly #queues = createSerialQueues()
  readonly #ages
  readonly #states: ChannelStates
  readonly #deliverer: Deliverer
  /** By channel. */
  readonly #addresses: Readonly<Record<string, string>>
  /**
   * When the lease of each message ends that waits in a queue or is being sent, by the monotonic clock, ms. In the database
   * a lease ends early when the clock is set forward: the message is then leased again, which extends it here.
   */
  readonly #leasedUntil = new Map<number, number>()
  /** The wall clock less the monotonic clock, ms. */
  #clockOffset: number
  #timer: NodeJS.Timeout | undefined
  #ticking: Promise<void> | undefined
  #outboxError: string | undefined
  /** What an earlier worker left refused is tried at once: channels and addresses may have changed. */
  #hasFollowedConfig = false
  #ended = false

  constructor(deps: DispatcherDeps) {
    this.#deps = deps
    this.#times = { ...DEFAULT_TIMES, ...deps.times }
    this.#ages = createMessageAges(deps.clock)
    this.#states = new ChannelStates(
      deps.channels.map(({ name }) => name),
      deps.clock,
    )
    this.#addresses = Object.fromEntries(
      deps.channels.flatMap(({ name, address }) => (address === undefined ? [] : [[name, address]])),
    )
    this.#deliverer = new Deliverer({
      ...deps,
      ages: this.#ages,
      states: this.#states,
      sendMs: this.#times.send,
      stopping: this.#stopping.signal,
    })
    this.#clockOffset = offsetOf(deps.clock)
  }

  async drain(): Promise<DrainResult> {
    const outcomes: AttemptOutcome[] = []
    for (;;) {
      const work = await this.#take()
      if (work.length === 0) break
      outcomes.push(...(await Promise.all(work)))
    }
    const count = (outcome: AttemptOutcome) => outcomes.filter((result) => result === outcome).length
    return { sent: count('sent'), retried: count('retried'), dead: count('dead') }
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#ticking ??= this.#tick().finally(() => {
        this.#ticking = undefined
      })
    }, this.#times.poll)
  }

  async stop(): Promise<void> {
    this.#ended = true
    clearInterval(this.#timer)
    await this.#ticking
    const grace = setTimeout(() => this.#stopping.abort(), this.#times.grace)
    this.#deliverer.stopAccepting()
    await this.#queues.idle()
    clearTimeout(grace)
  }

  async health(): Promise<DispatcherHealth> {
    const counts = await this.#deps.outbox.counts()
    const failing = this.#states.longestFailureMs() >= FAILING_TOO_LONG_MS
    return { ok: this.#outboxError === undefined && !failing, ...counts, channels: this.#states.health() }
  }

  async #tick(): Promise<void> {
    try {
      await this.#take()
      this.#outboxError = undefined
    } catch (error) {
      if (this.#outboxError === undefined) {
        this.#deps.log.error('the outbox cannot be read', { error: messageOf(error) })
      }
      this.#outboxError = messageOf(error)
    }
  }

  /** Leases what is due and adds it to the queues; returns the work without waiting for it. */
  async #take(): Promise<readonly Promise<AttemptOutcome>[]> {
    if (this.#ended) return []
    const { outbox, clock } = this.#deps
    await this.#followClock()
    await this.#followConfig()
    await this.#followTests()
    await this.#handOver()
    const until = clock.elapsed() + this.#times.lease
    const leased = await outbox.lease(clock.now(), {
      leaseMs: this.#times.lease,
      paused: this.#states.paused(),
      plan: planMessages,
      addresses: this.#addresses,
    })
    return leased.flatMap((message) => {
      this.#ages.agesMs(message)
      const isQueued = this.#leasedUntil.has(message.id)
      this.#leasedUntil.set(message.id, until)
      return isQueued ? [] : [this.#queues.add(message.channel, () => this.#deliver(message))]
    })
  }

  async #deliver(message: LeasedMessage): Promise<AttemptOutcome> {
    try {
      return await this.#deliverer.deliver(message, this.#leasedUntil.get(message.id) ?? 0)
    } catch (error) {
      this.#deps.log.error('the outcome of a message could not be stored; it will be sent again', {
        error: messageOf(error),
      })
      return 'left'
    } finally {
      this.#leasedUntil.delete(message.id)
    }
  }

  /** At the start every refused channel is tried that has attempts of the day left. */
  async #followConfig(): Promise<void> {
    if (this.#hasFollowedConfig) return
    const { outbox, clock, channels } = this.#deps
    await outbox.followConfig(clock.now(), channels)
    await outbox.retryRefused(clock.now())
    this.#states.restoreRefusals(await outbox.refusedUntil())
    this.#hasFollowedConfig = true
  }

  /** A refused channel that took the test alert of a command is no longer refused in the database. */
  async #followTests(): Promise<void> {
    const names = this.#states.refusedNames()
    if (names.length === 0) return
    const stillRefused = await this.#deps.outbox.refusedChannels()
    for (const channel of names.filter((name) => !stillRefused.includes(name))) {
      this.#states.takenElsewhere(channel)
      this.#deps.log.info('the channel took a test alert: its alerts go now', { channel })
    }
  }

  /** What waits for a time on the clock would wait longer by as much as the clock was set back. */
  async #followClock(): Promise<void> {
    this.#ages.followClock()
    const { outbox, clock } = this.#deps
    const offset = offsetOf(clock)
    const setBackMs = Math.round(this.#clockOffset - offset)
    if (setBackMs >= SMALLEST_JUMP_MS) await outbox.clockSetBack(clock.now(), setBackMs)
    this.#clockOffset = offset
  }

  /** While a channel is away, its alerts go at once to the channels that take over. */
  async #handOver(): Promise<void> {
    const { outbox, channels, clock } = this.#deps
    for (const { name } of channels) {
      if (this.#states.isAway(name)) await outbox.redirectAll(name, channelAfter(name, channels), clock.now())
    }
  }
}
