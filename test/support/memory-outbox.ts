import type { Alert, DeliveryState } from '../../src/core/index.ts'
import type { LeasedDelivery, Outbox } from '../../src/notify/index.ts'

/** A delivery as it stands in the outbox. */
export interface StoredDelivery {
  readonly id: number
  readonly alert: Alert
  readonly channel: string
  state: DeliveryState
  attempts: number
  dueAt: number
  leasedUntil: number
  sentAt?: number
  /** Which recipients refused it. */
  note?: string | undefined
  lastError?: string
  /** How often it was reported sent. */
  timesSent: number
}

/** The outbox without a database: the same promises, in an array. */
export class MemoryOutbox implements Outbox {
  readonly deliveries: StoredDelivery[] = []

  /** What the pipeline does: one pending delivery per alert and channel, once. */
  add(alert: Alert, channels: readonly string[], now: number): void {
    for (const channel of channels) {
      if (this.deliveries.some((one) => one.alert.key === alert.key && one.channel === channel)) continue
      const id = this.deliveries.length + 1
      this.deliveries.push({
        id,
        alert,
        channel,
        state: 'pending',
        attempts: 0,
        dueAt: now,
        leasedUntil: 0,
        timesSent: 0,
      })
    }
  }

  async lease(now: number, limit: number, leaseMs: number): Promise<readonly LeasedDelivery[]> {
    const due = this.deliveries
      .filter(
        (one) => (one.state === 'pending' && one.dueAt <= now) || (one.state === 'sending' && one.leasedUntil <= now),
      )
      .sort((a, b) => a.dueAt - b.dueAt || a.id - b.id)
      .slice(0, limit)
    for (const one of due) {
      one.state = 'sending'
      one.attempts += 1
      one.leasedUntil = now + leaseMs
    }
    return due.map(({ id, alert, channel, attempts }) => ({ id, alert, channel, attempts }))
  }

  async sent(id: number, now: number, note?: string): Promise<void> {
    const one = this.#of(id)
    one.timesSent += 1
    one.state = 'sent'
    one.sentAt = now
    one.note = note
  }

  async retry(id: number, dueAt: number, error: string): Promise<void> {
    const one = this.#of(id)
    one.state = 'pending'
    one.dueAt = dueAt
    one.lastError = error
  }

  async dead(id: number, _now: number, error: string): Promise<void> {
    const one = this.#of(id)
    one.state = 'dead'
    one.lastError = error
  }

  async redirect(id: number, channel: string, now: number): Promise<void> {
    this.add(this.#of(id).alert, [channel], now)
  }

  async clockSetBack(now: number, byMs: number): Promise<void> {
    for (const one of this.deliveries) {
      if (one.dueAt > now) one.dueAt -= byMs
      if (one.leasedUntil > now) one.leasedUntil -= byMs
    }
  }

  async counts() {
    const count = (...states: readonly DeliveryState[]) =>
      this.deliveries.filter((one) => states.includes(one.state)).length
    return { pending: count('pending', 'sending'), dead: count('dead') }
  }

  #of(id: number): StoredDelivery {
    const one = this.deliveries.find((delivery) => delivery.id === id)
    if (!one) throw new Error(`no delivery ${id}`)
    return one
  }
}
