import {
  type Alert,
  type ChannelBacklog,
  type ChannelQueue,
  DAY,
  type DeliveryState,
  defined,
  isUpdate,
  type LeasedMessage,
  type LeaseOptions,
  MOST_REFUSED_ATTEMPTS,
  type Outbox,
  RECENT_MESSAGES_MS,
  type SentReceipt,
  streamOf,
} from '../../src/core/index.ts'
import { refusalOf } from './memory-refusals.ts'
import { isDue, isOpen, isRefused, type StoredDelivery } from './stored-delivery.ts'

interface StoredMessage {
  readonly channel: string
  readonly key: string
  triedAt: number
  /** The answer of its service when that took it. */
  reached?: Pick<SentReceipt, 'rung' | 'serviceId'>
}

/** The outbox without a database: the same promises, in arrays. */
export class MemoryOutbox implements Outbox {
  readonly deliveries: StoredDelivery[] = []
  readonly messages: StoredMessage[] = []
  /** When each channel refused attempts, since it last took one. */
  readonly refusedAttempts = new Map<string, readonly number[]>()
  /** By channel and stream, as JSON. */
  readonly threads = new Map<string, string>()

  /** What the pipeline does: one pending delivery per alert and channel, once. */
  add(alert: Alert, channels: readonly string[], now: number): void {
    for (const channel of channels) {
      if (this.deliveries.some((delivery) => delivery.alert.key === alert.key && delivery.channel === channel)) continue
      const empty = { state: 'pending', attempts: 0, leasedUntil: 0, timesSent: 0 } as const
      this.deliveries.push({ id: this.deliveries.length + 1, alert, channel, dueAt: now, ...empty })
    }
  }

  async lease(now: number, { leaseMs, paused, plan }: LeaseOptions): Promise<readonly LeasedMessage[]> {
    const due = this.deliveries.filter((delivery) => isDue(delivery, now) && !paused.includes(delivery.channel))
    const ids = new Set(due.flatMap(({ message }) => message ?? []))
    const unsent = due.filter(({ message }) => message === undefined)
    for (const channel of new Set(unsent.map((delivery) => delivery.channel))) {
      for (const { key, deliveries } of plan(this.#queueOf(channel, now), now)) {
        const id = this.messages.push({ channel, key, triedAt: now })
        for (const delivery of this.deliveries) if (deliveries.includes(delivery.id)) delivery.message = id
        ids.add(id)
      }
    }
    const leased = [...ids].map((id) => this.#leased(id, now, leaseMs))
    return leased.toSorted((a, b) => a.attempts - b.attempts || a.id - b.id)
  }

  async sent(id: number, now: number, { note, thread, rung = 'accepted', serviceId }: SentReceipt = {}): Promise<void> {
    for (const delivery of this.#openOf(id)) {
      delivery.timesSent += 1
      delivery.state = 'sent'
      delivery.sentAt = now
      delivery.note = note
    }
    const message = this.messages[id - 1]
    if (message) message.reached = { rung, ...defined({ serviceId }) }
    const channel = message?.channel ?? ''
    if (thread) this.threads.set(JSON.stringify([channel, thread.stream]), thread.id)
    const ofChannel = this.deliveries.filter((delivery) => delivery.channel === channel)
    const wasRed = this.refusedAttempts.delete(channel) || ofChannel.some(isRefused)
    for (const delivery of ofChannel) {
      delivery.refusedAt = undefined
      if (wasRed && isOpen(delivery) && delivery.message !== undefined && delivery.state === 'pending')
        delivery.dueAt = Math.min(delivery.dueAt, now)
    }
  }

  async retry(id: number, dueAt: number, error: string): Promise<void> {
    for (const delivery of this.#openOf(id)) {
      delivery.state = 'pending'
      delivery.dueAt = dueAt
      delivery.lastError = error
    }
  }

  async postpone(id: number, dueAt: number, why: string): Promise<void> {
    for (const delivery of this.#openOf(id)) delivery.attempts -= 1
    await this.retry(id, dueAt, why)
  }

  async refuse(id: number, { now, dueAt }: { now: number; dueAt: number }, reason: string): Promise<number> {
    const channel = this.messages[id - 1]?.channel ?? ''
    const attempts = [...(this.refusedAttempts.get(channel) ?? []), now].filter((at) => at > now - DAY && at <= now)
    this.refusedAttempts.set(channel, attempts)
    const oldest = attempts.at(-MOST_REFUSED_ATTEMPTS)
    const until =
      attempts.length < MOST_REFUSED_ATTEMPTS || oldest === undefined ? dueAt : Math.max(dueAt, oldest + DAY)
    for (const delivery of this.#openOf(id)) delivery.refusedAt ??= now
    await this.retry(id, until, reason)
    return until
  }

  async refusedUntil(): Promise<ReadonlyMap<string, number>> {
    const refused = this.deliveries.filter((delivery) => delivery.state === 'pending' && isRefused(delivery))
    const untilOf = (channel: string) =>
      Math.max(...refused.filter((delivery) => delivery.channel === channel).map(({ dueAt }) => dueAt))
    return new Map([...new Set(refused.map(({ channel }) => channel))].map((channel) => [channel, untilOf(channel)]))
  }

  async retryRefused(now: number): Promise<void> {
    for (const delivery of this.deliveries) {
      const attempts = (this.refusedAttempts.get(delivery.channel) ?? []).filter((at) => at > now - DAY && at <= now)
      if (attempts.length >= MOST_REFUSED_ATTEMPTS) continue
      if (delivery.state === 'pending' && isRefused(delivery)) delivery.dueAt = Math.min(delivery.dueAt, now)
    }
  }

  async followConfig(): Promise<void> {}
  async refusedChannels(): Promise<readonly string[]> {
    return this.backlogs().flatMap(({ channel, refusal }) => (refusal ? channel : []))
  }

  /** What `Store.saveTest` does to what waits for a channel. */
  testTaken(channel: string, now: number): void {
    for (const delivery of this.deliveries) {
      if (delivery.channel !== channel || delivery.state !== 'pending' || delivery.lastError === undefined) continue
      delivery.refusedAt = undefined
      delivery.dueAt = now
    }
  }

  /** What `History.channelBacklogs` gives. */
  backlogs(): readonly ChannelBacklog[] {
    const open = this.deliveries.filter(isOpen)
    return [...new Set(open.map(({ channel }) => channel))].toSorted().map((channel) => {
      const waiting = open.filter((delivery) => delivery.channel === channel)
      const refused = waiting.filter(isRefused).toSorted((a, b) => a.dueAt - b.dueAt)
      return {
        ...{ channel, waiting: waiting.length, since: Math.min(...waiting.map(({ alert }) => alert.at)) },
        ...defined({ refusal: refusalOf(refused) }),
      }
    })
  }

  async dead(id: number, _now: number, error: string): Promise<void> {
    for (const delivery of this.#openOf(id)) {
      delivery.state = 'dead'
      delivery.lastError = error
    }
  }

  async redirect(id: number, channel: string, now: number): Promise<void> {
    for (const { alert } of this.deliveries.filter(({ message }) => message === id)) this.add(alert, [channel], now)
  }

  async redirectAll(from: string, to: string | undefined, now: number): Promise<number> {
    if (to === undefined) return 0
    const before = this.deliveries.length
    for (const delivery of this.deliveries.filter((each) => each.channel === from && isOpen(each))) {
      this.add(delivery.alert, [to], now)
    }
    return this.deliveries.length - before
  }

  async clockSetBack(now: number, byMs: number): Promise<void> {
    for (const delivery of this.deliveries) {
      if (delivery.dueAt > now) delivery.dueAt -= byMs
      if (delivery.leasedUntil > now) delivery.leasedUntil -= byMs
    }
    for (const message of this.messages) if (message.triedAt > now) message.triedAt -= byMs
  }

  async counts() {
    const count = (...states: readonly DeliveryState[]) =>
      this.deliveries.filter((delivery) => states.includes(delivery.state)).length
    return { pending: count('pending', 'sending'), dead: count('dead') }
  }

  /** The key of the message that a delivery goes in. */
  messageOf(delivery: StoredDelivery): string | undefined {
    return delivery.message === undefined ? undefined : this.messages[delivery.message - 1]?.key
  }

  #queueOf(channel: string, now: number): ChannelQueue {
    const open = this.deliveries.filter((delivery) => delivery.channel === channel && isOpen(delivery))
    const inMessages = open.filter(({ message }) => message !== undefined)
    const streamsInMessages = new Set(inMessages.map(({ alert }) => streamOf(alert)))
    return {
      channel,
      waiting: open
        .filter((delivery) => delivery.message === undefined && isDue(delivery, now))
        .filter(({ alert }) => !streamsInMessages.has(streamOf(alert)))
        .map(({ id, alert }) => ({
          ...{ id, alertKey: alert.key, stream: streamOf(alert) },
          isUpdate: isUpdate(alert),
        })),
      recent: this.messages
        .filter((message) => message.channel === channel)
        .filter(({ triedAt }) => triedAt <= now && triedAt > now - RECENT_MESSAGES_MS)
        .map(({ triedAt }) => triedAt),
      updatedAt: this.#updatedAt(channel, now),
      unsent: new Set(inMessages.map(({ message }) => message)).size,
    }
  }

  #leased(id: number, now: number, leaseMs: number): LeasedMessage {
    const message = this.messages[id - 1]
    const members = this.#openOf(id)
    if (!message || !members[0]) throw new Error(`no message ${id}`)
    message.triedAt = now
    for (const delivery of members) {
      delivery.state = 'sending'
      delivery.attempts += 1
      delivery.leasedUntil = now + leaseMs
    }
    const alerts = members.map(({ alert }) => alert)
    const { key, channel } = message
    return { ...{ id, key, channel, attempts: members[0].attempts, alerts }, ...this.#threadsOf(channel, alerts) }
  }

  #updatedAt(channel: string, now: number): ReadonlyMap<string, number> {
    const last = new Map<string, number>()
    for (const { alert, message } of this.deliveries.filter((delivery) => delivery.channel === channel)) {
      const at = message === undefined ? undefined : this.messages[message - 1]?.triedAt
      if (at === undefined || at > now || at <= now - RECENT_MESSAGES_MS || !isUpdate(alert)) continue
      last.set(streamOf(alert), Math.max(at, last.get(streamOf(alert)) ?? at))
    }
    return last
  }

  #threadsOf(channel: string, alerts: readonly Alert[]): Pick<LeasedMessage, 'threads'> {
    const threads = [...new Set(alerts.map(streamOf))].flatMap((stream): [string, string][] => {
      const id = this.threads.get(JSON.stringify([channel, stream]))
      return id === undefined ? [] : [[stream, id]]
    })
    return threads.length === 0 ? {} : { threads: new Map(threads) }
  }

  #openOf(message: number): readonly StoredDelivery[] {
    return this.deliveries.filter((delivery) => delivery.message === message && isOpen(delivery))
  }
}
