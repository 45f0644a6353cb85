import {
  type Alert,
  type ConfiguredChannel,
  defined,
  isEnd,
  isOpening,
  type LeasedMessage,
  type LeaseOptions,
  LONGEST_HOLD_MS,
  type PlannedAlert,
  type Recipient,
  streamOf,
} from '../../src/core/index.ts'
import type { AlertTx } from '../../src/notify/index.ts'

interface Delivery {
  readonly id: number
  readonly alert: Alert
  readonly channel: string
  state: 'pending' | 'sent' | 'dead'
  dueAt: number
  holdUntil: number | undefined
  takeover: readonly string[] | undefined
  address?: string
  /** Its place in the order in which deliveries were sent. */
  sentAs?: number
}

/** A delivery that is sent again. */
const again = { state: 'pending', holdUntil: undefined, takeover: undefined } as const

/** Alerts with their deliveries without a database: what a store promises to routing, in arrays. */
export class MemoryAlerts implements AlertTx {
  readonly alerts: Alert[] = []
  readonly deliveries: Delivery[] = []
  #sent = 0

  async saveAlerts(planned: readonly PlannedAlert[], now: number): Promise<void> {
    for (const { alert, channels, holds = {}, takeover = {}, resend = [] } of planned) {
      if (this.alerts.some(({ key }) => key === alert.key)) continue
      this.alerts.push(alert)
      const stream = streamOf(alert)
      for (const delivery of this.deliveries) {
        if (isEnd(alert) && streamOf(delivery.alert) === stream && delivery.state === 'pending')
          delivery.takeover = undefined
      }
      for (const channel of channels) {
        this.#add(alert, channel, now, { holdUntil: holds[channel], takeover: takeover[channel] })
        const ofChannel = this.deliveries.filter((one) => one.channel === channel && streamOf(one.alert) === stream)
        if (holds[channel] === undefined) this.#release(alert, channel, now)
        const first = resend.includes(channel) ? ofChannel.find(({ state }) => state === 'sent') : undefined
        if (first) Object.assign(first, { ...again, dueAt: now })
      }
    }
  }

  async recipients(stream: string, now: number): Promise<readonly Recipient[]> {
    const current = this.deliveries.filter(({ alert, state }) => streamOf(alert) === stream && state !== 'dead')
    return [...new Set(current.map(({ channel }) => channel))].map((channel) => {
      const ofChannel = current.filter((one) => one.channel === channel)
      const isAllHeld = ofChannel.every((one) => one.state === 'pending' && isHeld(one, now))
      const takeover = ofChannel.findLast((one) => one.takeover)?.takeover
      const address = lastSent(ofChannel)?.address
      return {
        channel,
        ...(isAllHeld ? { heldUntil: Math.max(...ofChannel.map(({ holdUntil = 0 }) => holdUntil)) } : {}),
        ...(takeover ? { takeover } : {}),
        ...defined({ address }),
      }
    })
  }

  async alertsOf(stream: string): Promise<readonly Alert[]> {
    return this.alerts.filter((alert) => streamOf(alert) === stream)
  }

  /** One message per delivery that is due; nothing is leased, the caller settles each at once. */
  async lease(now: number, { addresses = {} }: Pick<LeaseOptions, 'addresses'>): Promise<readonly LeasedMessage[]> {
    const due = this.deliveries.filter((one) => one.state === 'pending' && one.dueAt <= now && !isHeld(one, now))
    for (const delivery of due)
      if (addresses[delivery.channel] !== undefined) delivery.address = addresses[delivery.channel] as string
    return due.map(({ id, alert, channel }) => ({ id, key: alert.key, channel, alerts: [alert], attempts: 1 }))
  }

  async sent(id: number): Promise<void> {
    this.#sent += 1
    Object.assign(this.#of(id), { state: 'sent', sentAs: this.#sent })
  }

  async dead(id: number): Promise<void> {
    this.#of(id).state = 'dead'
  }

  async retry(id: number, dueAt: number): Promise<void> {
    this.#of(id).dueAt = dueAt
  }

  async followConfig(now: number, channels: readonly ConfiguredChannel[]): Promise<void> {
    for (const { name, address } of channels) {
      for (const delivery of this.deliveries.filter(({ channel, state }) => channel === name && state === 'dead')) {
        const others = this.#ofStream(delivery)
        const isNewest = others.length > 0 && others.every(({ id }) => id < delivery.id)
        if (isEnd(delivery.alert) && isNewest)
          Object.assign(delivery, { state: 'pending', dueAt: now, holdUntil: undefined })
      }
      for (const delivery of this.deliveries.filter(({ channel, state }) => channel === name && state === 'pending')) {
        const sent = this.#ofStream(delivery).filter(({ state }) => state === 'sent')
        const newest = lastSent(sent)
        const isRepeated = this.#ofStream(delivery).some(
          ({ id, state }) => state === 'pending' && id < (newest?.id ?? 0),
        )
        if (!newest || newest.address === address || isRepeated) continue
        Object.assign(sent[0] as Delivery, { ...again, dueAt: now })
      }
    }
  }

  async redirect(id: number, channel: string, now: number): Promise<void> {
    const isReached = this.#newerOf(this.#of(id)).some((one) => one.channel === channel)
    if (isReached) return
    const { alert, channel: from } = this.#of(id)
    const current = this.#current(alert)
    if (isEnd(alert) && !current.some((one) => one.channel === channel)) {
      if (current.some((one) => one.alert === alert && one.channel !== from)) return
      const opening = this.#openingOf(alert)
      if (opening) this.#redirect(opening, channel, now)
    }
    this.#redirect(alert, channel, now)
    const last = this.alerts.findLast((one) => streamOf(one) === streamOf(alert))
    if (last && last !== alert && isEnd(last)) this.#redirect(last, channel, now)
  }

  async redirectAll(from: string, to: string | undefined, now: number): Promise<number> {
    const before = this.deliveries.length
    const reached = new Set(
      this.deliveries.flatMap((one) => this.#newerOf(one).map(({ channel }) => `${one.id} ${channel}`)),
    )
    for (const delivery of this.deliveries.filter((each) => each.channel === from && each.state === 'pending')) {
      if (isHeld(delivery, now)) continue
      const channels = delivery.takeover ?? []
      for (const channel of channels)
        if (!reached.has(`${delivery.id} ${channel}`)) this.#takeOver(delivery.alert, channel, now, [])
      if (channels.length === 0 && to !== undefined && !reached.has(`${delivery.id} ${to}`))
        this.#takeOver(delivery.alert, to, now)
    }
    return this.deliveries.length - before
  }

  #add(alert: Alert, channel: string, dueAt: number, routed: Partial<Delivery> = {}): void {
    if (this.deliveries.some((one) => one.alert.key === alert.key && one.channel === channel)) return
    const id = this.deliveries.length + 1
    const state = 'pending' as const
    this.deliveries.push({ id, alert, channel, state, dueAt, holdUntil: undefined, takeover: undefined, ...routed })
  }

  #release(alert: Alert, channel: string, now: number): void {
    for (const delivery of this.deliveries) {
      const isSame = delivery.channel === channel && streamOf(delivery.alert) === streamOf(alert)
      if (isSame && delivery.state === 'pending' && isHeld(delivery, now)) delivery.holdUntil = undefined
    }
  }

  /** An end goes together with the opening to a channel that has nothing of the incident. */
  #takeOver(alert: Alert, channel: string, now: number, takeover?: readonly string[]): void {
    const hasAny = this.#current(alert).some((one) => one.channel === channel)
    const opening = isEnd(alert) && !hasAny ? this.#openingOf(alert) : undefined
    for (const each of opening ? [opening, alert] : [alert]) this.#redirect(each, channel, now, takeover)
  }

  #redirect(alert: Alert, channel: string, now: number, takeover?: readonly string[]): void {
    this.#add(alert, channel, now, { takeover })
    this.#release(alert, channel, now)
  }

  /** The deliveries of a stream that are not given up, to any channel. */
  #current(alert: Alert): readonly Delivery[] {
    return this.deliveries.filter((one) => one.state !== 'dead' && streamOf(one.alert) === streamOf(alert))
  }

  #openingOf(alert: Alert): Alert | undefined {
    return this.alerts.findLast((one) => isOpening(one) && streamOf(one) === streamOf(alert))
  }

  /** The deliveries of this alert and of newer ones of its stream. */
  #newerOf({ alert }: Delivery): readonly Delivery[] {
    const place = this.alerts.indexOf(alert)
    return this.deliveries.filter(
      (one) =>
        one.state !== 'dead' && streamOf(one.alert) === streamOf(alert) && this.alerts.indexOf(one.alert) >= place,
    )
  }

  /** The deliveries of a stream to one channel that are not given up. */
  #ofStream({ alert, channel }: Delivery): readonly Delivery[] {
    return this.#current(alert).filter((one) => one.channel === channel)
  }

  #of(id: number): Delivery {
    return this.deliveries[id - 1] as Delivery
  }
}

function lastSent(deliveries: readonly Delivery[]): Delivery | undefined {
  return deliveries
    .filter(({ state }) => state === 'sent')
    .toSorted((a, b) => (a.sentAs ?? 0) - (b.sentAs ?? 0))
    .at(-1)
}

function isHeld({ holdUntil }: Delivery, now: number): boolean {
  return holdUntil !== undefined && holdUntil > now && holdUntil <= now + LONGEST_HOLD_MS
}
