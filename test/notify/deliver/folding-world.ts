import fc from 'fast-check'
import { expect } from 'vitest'
import { type Alert, type AlertKind, HOUR, type Outbox, SECOND, SILENT } from '../../../src/core/index.ts'
import {
  type Channel,
  ChannelError,
  createDispatcher,
  type Dispatcher,
  type Message,
} from '../../../src/notify/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import { MemoryOutbox } from '../../support/memory-outbox.ts'
import { NOW } from '../kit.ts'

/** How the channel answers. `cut`: takes the message and closes the connection; `limit`: asks to wait; `refuse`: permanently. */
type Answer = 'ok' | 'fail' | 'cut' | 'limit' | 'refuse'
/** One event in the life of a worker that delivers alerts. */
export type Step =
  | { readonly do: 'alert'; readonly incident: number; readonly kind: AlertKind }
  | { readonly do: 'burst'; readonly incidents: number }
  /** An incident of another target each second. */
  | { readonly do: 'storm'; readonly seconds: number }
  | { readonly do: 'answer'; readonly answers: readonly Answer[] }
  /** The process dies; with `inFlight` after the channel took a message and before the outbox knows. */
  | { readonly do: 'kill'; readonly inFlight: boolean }
  | { readonly do: 'wait'; readonly seconds: number }

/** Random sequences of events. */
export const STEPS = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('alert' as const),
        incident: fc.integer({ min: 0, max: 2 }),
        kind: fc.constantFrom<AlertKind>('changed', 'reminder', 'resolved'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('burst' as const), incidents: fc.integer({ min: 3, max: 30 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('storm' as const), seconds: fc.integer({ min: 5, max: 30 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('answer' as const),
        answers: fc.array(fc.constantFrom<Answer>('ok', 'fail', 'fail', 'cut', 'limit', 'refuse'), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('kill' as const), inFlight: fc.boolean() }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 6, max: 90 }) }) },
  ),
  { maxLength: 30 },
)

interface Taken {
  readonly at: number
  readonly message: Message
}

/** Where the alerts of a world are stored. */
export interface Storage {
  readonly outbox: Outbox
  plan(alert: Alert, now: number): Promise<void>
  /** In the order they were planned. */
  deliveries(): Promise<readonly { readonly alert: Alert; readonly state: string; readonly message: string }[]>
  close(): Promise<void>
}

export function inMemory(): Storage {
  const outbox = new MemoryOutbox()
  return {
    outbox,
    plan: async (alert, now) => outbox.add(alert, ['slack'], now),
    deliveries: async () => outbox.deliveries.map((one) => ({ ...one, message: outbox.messageOf(one) ?? 'none' })),
    close: async () => {},
  }
}

export function inSqlite(): Storage {
  const store = storeOver(openMemorySqlite({ now: NOW }), { now: () => NOW })
  return {
    outbox: store.outbox,
    plan: (alert, now) => store.transaction((tx) => tx.saveAlerts([{ alert, channels: ['slack'] }], now)),
    async deliveries() {
      const alerts = (await store.alerts({ limit: 10_000 })).toReversed()
      return alerts.flatMap(({ deliveries, ...alert }) =>
        deliveries.map(({ state, message = 'none' }) => ({ alert, state, message })),
      )
    },
    close: () => store.close(),
  }
}

/** A dispatcher whose clock, channel and kills the test controls. */
export class World {
  at = NOW
  answers: readonly Answer[] = ['ok']
  readonly storage: Storage
  readonly taken: Taken[] = []
  readonly #opened = new Set<string>()
  #sends = 0
  #dead = false
  #diesInFlight = false
  #planned = 0
  #dispatcher: Dispatcher

  constructor(storage: Storage) {
    this.storage = storage
    this.#dispatcher = this.#start()
  }

  async plan(incident: string, kind: AlertKind): Promise<void> {
    this.#planned += 1
    const alert = alertOf(incident, this.#opened.has(incident) ? kind : 'opened', this.at, this.#planned)
    this.#opened.add(incident)
    await this.storage.plan(alert, this.at)
  }

  async storm(name: string, seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      await this.plan(`${name}-${second}`, 'opened')
      await this.drain()
      this.at += SECOND
    }
  }

  async kill(inFlight: boolean): Promise<void> {
    this.#diesInFlight = inFlight
    this.#dead = !inFlight
    if (inFlight) await this.drain()
    this.#diesInFlight = false
    this.#dead = false
    this.#dispatcher = this.#start()
  }

  async drain(): Promise<void> {
    await this.#dispatcher.drain().catch(() => {})
  }

  #start() {
    const clock = { now: () => this.at, elapsed: () => this.at, uptime: () => this.at }
    const deps = { channels: [this.#channel()], clock, random: () => 0.5, log: SILENT }
    return createDispatcher({ ...deps, outbox: this.#dyingOutbox() })
  }

  #channel(): Channel {
    return {
      name: 'slack',
      mode: 'always',
      send: async (message) => {
        const answer = this.answers[this.#sends % this.answers.length]
        this.#sends += 1
        if (answer === 'limit') throw new ChannelError('HTTP 429', { permanent: false, retryAfterMs: 3 * SECOND })
        if (answer === 'refuse') throw new ChannelError('HTTP 404 (no_service)', { permanent: true })
        if (answer === 'fail') throw new ChannelError('HTTP 503', { permanent: false })
        this.taken.push({ at: this.at, message })
        if (this.#diesInFlight) this.#dead = true
        if (answer === 'cut') throw new ChannelError('connection reset', { permanent: false })
        return {}
      },
    }
  }

  #dyingOutbox(): Outbox {
    const { outbox } = this.storage
    const alive = <T>(work: () => Promise<T>): Promise<T> => (this.#dead ? Promise.reject(new Error('killed')) : work())
    return {
      lease: (...args) => alive(() => outbox.lease(...args)),
      sent: (...args) => alive(() => outbox.sent(...args)),
      retry: (...args) => alive(() => outbox.retry(...args)),
      postpone: (...args) => alive(() => outbox.postpone(...args)),
      refuse: (...args) => alive(() => outbox.refuse(...args)),
      refusedChannels: () => alive(() => outbox.refusedChannels()),
      followConfig: (...args) => alive(() => outbox.followConfig(...args)),
      retryRefused: (...args) => alive(() => outbox.retryRefused(...args)),
      refusedUntil: () => alive(() => outbox.refusedUntil()),
      dead: (...args) => alive(() => outbox.dead(...args)),
      redirect: (...args) => alive(() => outbox.redirect(...args)),
      redirectAll: (...args) => alive(() => outbox.redirectAll(...args)),
      clockSetBack: (...args) => alive(() => outbox.clockSetBack(...args)),
      counts: () => outbox.counts(),
    }
  }
}

function alertOf(name: string, kind: AlertKind, at: number, nth: number): Alert {
  return {
    ...{ key: `${name}:${kind}:${nth}`, kind, target: name, at, headline: `${name} ${kind}` },
    ...{ lines: [], surfaces: [], links: [] },
    incident: { name, target: name, openedAt: at, impactAt: at, surfaces: [], scope: '' },
  }
}

/** Plays the steps, then lets the channel work until nothing is pending. */
export async function play(steps: readonly Step[], storage: Storage): Promise<World> {
  const world = new World(storage)
  for (const [index, step] of steps.entries()) {
    if (step.do === 'alert') await world.plan(`i${step.incident}`, step.kind)
    if (step.do === 'burst') {
      for (let nth = 0; nth < step.incidents; nth += 1) await world.plan(`b${index}-${nth}`, 'opened')
    }
    if (step.do === 'storm') await world.storm(`s${index}`, step.seconds)
    if (step.do === 'answer') world.answers = step.answers
    if (step.do === 'kill') await world.kill(step.inFlight)
    if (step.do === 'wait') world.at += step.seconds * SECOND
    await world.drain()
  }
  world.answers = ['ok']
  // A channel that refused is tried again within an hour.
  world.at += HOUR
  await world.drain()
  for (let round = 0; (await storage.outbox.counts()).pending > 0; round += 1) {
    expect(round).toBeLessThan(100)
    world.at += 15 * SECOND
    await world.drain()
  }
  return world
}
