import {
  type Alert,
  type AlertKind,
  type AlertRoute,
  DAY,
  MINUTE,
  NO_SUCH_CHANNEL,
  type Outbox,
  type State,
} from '../../../src/core/index.ts'
import {
  type AlertTx,
  dueEscalations,
  escalationChannels,
  type RoutedChannel,
  type Routing,
  saveRouted,
} from '../../../src/notify/index.ts'
import { channelAfter } from '../../../src/notify/route/route.ts'
import { leaseEach } from '../../support/lease.ts'
import { NOW } from '../kit.ts'
import { type Answer, type Arrived, alertOf, CHANNELS, FALLBACK, type Open, ROUTES, type Step } from './steps.ts'

/** Where the alerts of a world are kept. */
export interface Storage {
  transaction<T>(work: (tx: AlertTx) => Promise<T>): Promise<T>
  readonly outbox: Pick<Outbox, 'lease' | 'followConfig' | 'sent' | 'dead' | 'retry' | 'redirect' | 'redirectAll'>
  close(): Promise<void>
}

/** A product whose clock, channels and surfaces the test controls. */
export class World {
  readonly arrived: Arrived[] = []
  readonly planned: Alert[] = []
  /** Channels that had alerts of an incident and were not configured when it ended. */
  readonly gone: { readonly channel: string; readonly incident: string }[] = []
  readonly #storage: Storage
  #now = NOW + 3 * DAY
  #routes: readonly AlertRoute[] = []
  #isMuted = false
  #open: Open | undefined
  #incidents = 0
  readonly #removed = new Set<string>()
  readonly #answers = new Map<string, Answer>()
  readonly #addresses = new Map<string, number>()
  readonly #holds = new Map<string, number | undefined>()
  /** From which alert on incidents were acknowledged or over. */
  readonly #attended: { readonly incident: string; readonly from: number }[] = []

  constructor(storage: Storage) {
    this.#storage = storage
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'set') await this.#set(step.surface, step.state)
    if (step.do === 'recover') await this.#recover()
    if (step.do === 'mute') await this.#mute()
    if (step.do === 'acknowledge') this.#acknowledge()
    if (step.do === 'remind') await this.#remind()
    if (step.do === 'wait') this.#now += step.minutes * MINUTE
    if (step.do === 'answer') this.#answers.set(step.channel, step.answer)
    if (step.do === 'toggle' && !this.#removed.delete(step.channel)) this.#removed.add(step.channel)
    if (step.do === 'move') this.#addresses.set(step.channel, (this.#addresses.get(step.channel) ?? 0) + 1)
    if (step.do === 'restart') this.#routes = ROUTES[step.routes] as readonly AlertRoute[]
    if (step.do === 'toggle' || step.do === 'move' || step.do === 'restart') await this.#followConfig()
    await this.#escalate()
    await this.deliver()
  }

  /** What the dispatcher of a worker does as it starts. */
  async #followConfig(): Promise<void> {
    await this.#storage.outbox.followConfig(this.#now, this.#channels())
  }

  /** Everything recovers, every channel works, all holds end. */
  async finish(): Promise<void> {
    this.#answers.clear()
    await this.deliver()
    await this.#recover()
    this.#removed.clear()
    await this.#followConfig()
    for (let day = 0; day < 5; day += 1) {
      await this.deliver()
      this.#now += DAY
    }
    await this.deliver()
  }

  /** Whether an incident was acknowledged or over when this alert was planned. */
  wasAttended(incident: string, { key }: Alert): boolean {
    const order = this.planned.findIndex((alert) => alert.key === key)
    return this.#attended.some((one) => one.incident === incident && one.from <= order)
  }

  async #set(name: string, state: State): Promise<void> {
    const open = this.#open
    if (!open) return state === 'operational' ? undefined : this.#begin(name, state)
    if ((open.states.get(name) ?? 'operational') === state) return
    open.states.set(name, state)
    if ([...open.states.values()].every((one) => one === 'operational')) return this.#recover()
    await this.#tell(open.isAnnounced ? 'changed' : 'opened')
  }

  async #begin(name: string, state: State): Promise<void> {
    this.#incidents += 1
    this.#open = { name: `i${this.#incidents}`, states: new Map([[name, state]]), isAnnounced: false }
    await this.#tell('opened')
  }

  async #mute(): Promise<void> {
    this.#isMuted = !this.#isMuted
    if (!this.#isMuted && this.#open) await this.#tell(this.#open.isAnnounced ? 'reminder' : 'opened')
  }

  async #remind(): Promise<void> {
    if (this.#open?.isAnnounced && !this.#open.acknowledged) await this.#tell('reminder')
  }

  #acknowledge(): void {
    const open = this.#open
    if (!open || open.acknowledged) return
    open.acknowledged = { at: this.#now, by: 'Ana', via: 'cli' }
    this.#attended.push({ incident: open.name, from: this.planned.length })
  }

  /** The end goes where the opening went, also under a mute. */
  async #recover(): Promise<void> {
    const open = this.#open
    if (!open) return
    for (const name of open.states.keys()) open.states.set(name, 'operational')
    const channels = this.#channels()
    const recipients = await this.#storage.transaction((tx) => tx.recipients(open.name, this.#now))
    const missing = recipients.filter(({ channel }) => !channels.some(({ name }) => name === channel))
    // Without any channel the end waits for one.
    if (channels.length > 0) this.gone.push(...missing.map(({ channel }) => ({ channel, incident: open.name })))
    if (open.isAnnounced) await this.#save('resolved')
    this.#attended.push({ incident: open.name, from: this.planned.length })
    this.#open = undefined
  }

  async #tell(kind: AlertKind): Promise<void> {
    if (this.#isMuted || !this.#open) return
    this.#open.isAnnounced = true
    await this.#save(kind)
  }

  async #save(kind: AlertKind, key?: string, to?: readonly string[]): Promise<void> {
    const open = this.#open as Open
    const nth = this.planned.length
    const usualKey = kind === 'opened' ? `${open.name}:opened` : `${open.name}:${kind}:${nth}`
    const alert = alertOf(open, { kind, key: key ?? usualKey }, this.#now)
    await this.#storage.transaction(async (tx) => {
      const spy: AlertTx = {
        recipients: (...args) => tx.recipients(...args),
        alertsOf: (stream) => tx.alertsOf(stream),
        saveAlerts: async (plans, now) => {
          for (const { alert: saved, channels, holds = {} } of plans) {
            this.planned.push(saved)
            for (const name of channels) this.#holds.set(`${saved.key} ${name}`, holds[name])
          }
          await tx.saveAlerts(plans, now)
        },
      }
      if (to) await spy.saveAlerts([{ alert, channels: to }], this.#now)
      else await saveRouted(spy, [alert], { routing: this.#routing(), now: this.#now })
    })
  }

  async #escalate(): Promise<void> {
    const open = this.#open
    if (!open || open.acknowledged || this.#isMuted || this.#routes.every(({ ifNotAcked }) => !ifNotAcked)) return
    const { alerts, recipients } = await this.#storage.transaction(async (tx) => ({
      alerts: await tx.alertsOf(open.name),
      recipients: await tx.recipients(open.name, this.#now),
    }))
    for (const due of dueEscalations(open.name, alerts, ({ at }) => this.#now - at)) {
      const to = escalationChannels(due, recipients, this.#channels())
      if (to.length > 0) await this.#save('reminder', due.key, to)
    }
  }

  #channels(): readonly RoutedChannel[] {
    return CHANNELS.filter((name) => !this.#removed.has(name)).map((name) => ({
      ...{ name, mode: name === FALLBACK ? 'fallback' : 'always', address: this.#addressOf(name) },
    }))
  }

  /** Routes name configured channels only: the configuration would be refused otherwise. */
  #routing(): Routing {
    const channels = this.#channels()
    const has = (name: string) => channels.some((one) => one.name === name)
    const routes = this.#routes.flatMap(({ ifNotAcked, ...route }): AlertRoute[] => {
      const to = route.to.filter(has)
      const lead = ifNotAcked?.to.filter(has) ?? []
      if (to.length === 0) return []
      return [{ ...route, to, ...(ifNotAcked && lead.length > 0 ? { ifNotAcked: { ...ifNotAcked, to: lead } } : {}) }]
    })
    return { routes, channels }
  }

  #addressOf(name: string): string {
    return `${name}#${this.#addresses.get(name) ?? 0}`
  }

  /** As the dispatcher does. */
  async deliver(): Promise<void> {
    const { outbox } = this.#storage
    const channels = this.#channels()
    const addresses = Object.fromEntries(channels.map(({ name, address = '' }) => [name, address]))
    const tried = new Set<number>()
    for (;;) {
      const leased = await outbox.lease(this.#now, { ...leaseEach(1), addresses })
      const messages = leased.filter(({ id }) => !tried.has(id))
      if (messages.length === 0) return
      for (const { id, channel, alerts } of messages) {
        tried.add(id)
        const next = channelAfter(channel, channels)
        if (!(channel in addresses)) {
          if (next === undefined) await outbox.retry(id, this.#now, 'no channel')
          else {
            await outbox.redirect(id, next, this.#now)
            await outbox.dead(id, this.#now, NO_SUCH_CHANNEL)
          }
        } else if (this.#answers.get(channel) === 'refuse') {
          await outbox.retry(id, this.#now, 'refused')
          await outbox.redirectAll(channel, next, this.#now)
        } else {
          await outbox.sent(id, this.#now)
          for (const alert of alerts) this.#arrive(alert, channel)
        }
      }
    }
  }

  #arrive(alert: Alert, channel: string): void {
    const order = this.planned.findIndex(({ key }) => key === alert.key)
    const heldUntil = this.#holds.get(`${alert.key} ${channel}`)
    this.arrived.push({ alert, channel, address: this.#addressOf(channel), at: this.#now, order, heldUntil })
  }
}
