import { onTestFinished } from 'vitest'
import { type Alert, type Outbox, SECOND, SILENT } from '../../../src/core/index.ts'
import { type Channel, ChannelError, createDispatcher, type Message, type Receipt } from '../../../src/notify/index.ts'
import { createClock, type TestClock } from '../../support/clock.ts'
import { MemoryOutbox } from '../../support/memory-outbox.ts'
import { LOGIN_DOWN, NOW, onlyAlert } from '../kit.ts'

export const OPENED = onlyAlert(LOGIN_DOWN)
/** The opening of an incident of its own. */
export const alertNo = (nth: number): Alert => {
  const name = `sandbox-${nth}`
  return { ...OPENED, key: `${name}:opened`, ...(OPENED.incident ? { incident: { ...OPENED.incident, name } } : {}) }
}
export const refused = () =>
  new ChannelError('slack: HTTP 404 (no_service)', { permanent: true, hint: 'Make a new one.' })
export const down = () => new ChannelError('slack: HTTP 503', { permanent: false })
export const busy = (retryAfterMs: number) => new ChannelError('slack: HTTP 429', { permanent: false, retryAfterMs })

type Act = (nth: number, signal: AbortSignal) => Promise<unknown> | undefined

/** A channel whose `act` decides the outcome of each send; holds the messages it accepted in `taken`. */
export class ScriptedChannel implements Channel {
  readonly taken: Message[] = []
  readonly name: string
  readonly mode: 'always' | 'fallback'
  readonly #act: Act
  #sends = 0

  constructor(name: string, act: Act = () => undefined, mode: 'always' | 'fallback' = 'always') {
    this.name = name
    this.mode = mode
    this.#act = act
  }

  async send(message: Message, signal: AbortSignal): Promise<Receipt> {
    this.#sends += 1
    const receipt = await this.#act(this.#sends, signal)
    this.taken.push(message)
    return (receipt as Receipt | undefined) ?? {}
  }

  get sends(): number {
    return this.#sends
  }

  get keys(): readonly string[] {
    return this.taken.map(({ key }) => key)
  }

  /** The keys of all alerts in the messages it took. */
  get alertKeys(): readonly string[] {
    return this.taken.flatMap((message) => (message.parts ?? [message]).map(({ key }) => key))
  }
}

/** An outbox whose every call runs inside `around`. */
export function wrapped(outbox: Outbox, around: <T>(name: keyof Outbox, work: () => Promise<T>) => Promise<T>): Outbox {
  return {
    lease: (...args) => around('lease', () => outbox.lease(...args)),
    sent: (...args) => around('sent', () => outbox.sent(...args)),
    retry: (...args) => around('retry', () => outbox.retry(...args)),
    postpone: (...args) => around('postpone', () => outbox.postpone(...args)),
    refuse: (...args) => around('refuse', () => outbox.refuse(...args)),
    refusedChannels: () => outbox.refusedChannels(),
    followConfig: (...args) => around('followConfig', () => outbox.followConfig(...args)),
    retryRefused: (...args) => around('retryRefused', () => outbox.retryRefused(...args)),
    refusedUntil: () => around('refusedUntil', () => outbox.refusedUntil()),
    dead: (...args) => around('dead', () => outbox.dead(...args)),
    redirect: (...args) => around('redirect', () => outbox.redirect(...args)),
    redirectAll: (...args) => around('redirectAll', () => outbox.redirectAll(...args)),
    clockSetBack: (...args) => around('clockSetBack', () => outbox.clockSetBack(...args)),
    counts: () => outbox.counts(),
  }
}

/** A dispatcher over an outbox in memory, stopped at the end of the test; `again` is that of the next worker. */
export function setUp(
  channels: readonly Channel[],
  more: { readonly outbox?: Outbox; readonly clock?: TestClock; readonly send?: number } = {},
) {
  const outbox = new MemoryOutbox()
  const clock = more.clock ?? createClock(NOW)
  const times = { send: more.send ?? 10 * SECOND, poll: 5, grace: 50 }
  const deps = { outbox: more.outbox ?? outbox, channels, clock, random: () => 0.5, log: SILENT, times }
  const dispatcher = createDispatcher(deps)
  onTestFinished(() => dispatcher.stop())
  return { outbox, clock, dispatcher, again: () => createDispatcher(deps) }
}

/** Waits for something that other work brings about; the test's own time limit ends a wait in vain. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2))
}
