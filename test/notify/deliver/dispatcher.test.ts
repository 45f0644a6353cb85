import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { type Alert, DAY, HOUR, MINUTE, type Outbox, SECOND, SILENT } from '../../../src/core/index.ts'
import {
  type Channel,
  ChannelError,
  createDispatcher,
  type Dispatcher,
  type Message,
  type Receipt,
} from '../../../src/notify/index.ts'
import { createClock, type TestClock } from '../../support/clock.ts'
import { MemoryOutbox } from '../../support/memory-outbox.ts'
import { LOGIN_DOWN, NOW, onlyAlert } from '../kit.ts'

const OPENED = onlyAlert(LOGIN_DOWN)
/** The opening of an incident of its own. */
const alertNo = (nth: number): Alert => {
  const name = `sandbox-${nth}`
  return { ...OPENED, key: `${name}:opened`, ...(OPENED.incident ? { incident: { ...OPENED.incident, name } } : {}) }
}
const refused = () => new ChannelError('slack: HTTP 404 (no_service)', { permanent: true, hint: 'Make a new one.' })
const down = () => new ChannelError('slack: HTTP 503', { permanent: false })
const busy = (retryAfterMs: number) => new ChannelError('slack: HTTP 429', { permanent: false, retryAfterMs })

type Act = (nth: number, signal: AbortSignal) => Promise<unknown> | undefined

/** A channel that does what each send is told to do, and remembers what it took. */
class ScriptedChannel implements Channel {
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

/** An outbox that does `around` each call. */
function wrapped(outbox: Outbox, around: <T>(name: keyof Outbox, work: () => Promise<T>) => Promise<T>): Outbox {
  return {
    lease: (...args) => around('lease', () => outbox.lease(...args)),
    sent: (...args) => around('sent', () => outbox.sent(...args)),
    retry: (...args) => around('retry', () => outbox.retry(...args)),
    postpone: (...args) => around('postpone', () => outbox.postpone(...args)),
    refuse: (...args) => around('refuse', () => outbox.refuse(...args)),
    retryRefused: (...args) => around('retryRefused', () => outbox.retryRefused(...args)),
    dead: (...args) => around('dead', () => outbox.dead(...args)),
    redirect: (...args) => around('redirect', () => outbox.redirect(...args)),
    redirectAll: (...args) => around('redirectAll', () => outbox.redirectAll(...args)),
    clockSetBack: (...args) => around('clockSetBack', () => outbox.clockSetBack(...args)),
    counts: () => outbox.counts(),
  }
}

describe('the dispatcher', () => {
  const running: Dispatcher[] = []
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()))
  })

  function setUp(channels: readonly Channel[], more: { outbox?: Outbox; clock?: TestClock; send?: number } = {}) {
    const outbox = new MemoryOutbox()
    const clock = more.clock ?? createClock(NOW)
    const times = { send: more.send ?? 10 * SECOND, poll: 5, grace: 50 }
    const deps = { outbox: more.outbox ?? outbox, channels, clock, random: () => 0.5, log: SILENT, times }
    const dispatcher = createDispatcher(deps)
    running.push(dispatcher)
    return { outbox, clock, dispatcher, again: () => createDispatcher(deps) }
  }

  it('sends what is due and notes it', async () => {
    const slack = new ScriptedChannel('slack')
    const { outbox, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    expect(await dispatcher.drain()).toEqual({ sent: 1, retried: 0, dead: 0 })
    expect(slack.taken).toEqual([OPENED])
    expect(outbox.deliveries[0]).toMatchObject({ state: 'sent', sentAt: NOW, attempts: 1 })
  })

  it('notes which recipients refused an alert that others took', async () => {
    const mail = new ScriptedChannel('mail', async () => ({ refused: 'gone@example.org (550 no such user)' }))
    const { outbox, dispatcher } = setUp([mail])
    outbox.add(OPENED, ['mail'], NOW)
    expect(await dispatcher.drain()).toEqual({ sent: 1, retried: 0, dead: 0 })
    expect(outbox.deliveries[0]).toMatchObject({
      state: 'sent',
      note: 'refused by gone@example.org (550 no such user)',
    })
    expect((await dispatcher.health()).channels).toMatchObject([{ lastError: expect.stringContaining('gone@') }])
  })

  it('leaves alone what is not due yet', async () => {
    const slack = new ScriptedChannel('slack')
    const { outbox, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW + 1)
    await dispatcher.drain()
    expect(slack.sends).toBe(0)
  })

  it('sends two alerts that wait as a message each, in the order they were planned', async () => {
    const slack = new ScriptedChannel('slack')
    const { outbox, dispatcher } = setUp([slack])
    for (const nth of [2, 1]) outbox.add(alertNo(nth), ['slack'], NOW)
    await dispatcher.drain()
    expect(slack.taken).toEqual([alertNo(2), alertNo(1)])
  })

  it('folds what many incidents have waiting, and stores in which message each alert went', async () => {
    const slack = new ScriptedChannel('slack')
    const { outbox, dispatcher } = setUp([slack])
    const alerts = Array.from({ length: 120 }, (_, nth) => alertNo(nth))
    for (const alert of alerts) outbox.add(alert, ['slack'], NOW)
    expect(await dispatcher.drain()).toEqual({ sent: 1, retried: 0, dead: 0 })
    expect(slack.alertKeys).toEqual(alerts.map(({ key }) => key))
    expect(outbox.deliveries.every(({ state }) => state === 'sent')).toBe(true)
    expect(new Set(outbox.deliveries.map((one) => outbox.messageOf(one)))).toEqual(new Set(slack.keys))
  })

  it('sends the updates that waited for an unsent opening as one message, after it', async () => {
    const slack = new ScriptedChannel('slack', (nth) => (nth === 1 ? Promise.reject(down()) : undefined))
    const { outbox, clock, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    await dispatcher.drain()
    const updates = [1, 2].map((nth): Alert => ({ ...OPENED, kind: 'changed', key: `${OPENED.key}:changed:${nth}` }))
    for (const update of updates) outbox.add(update, ['slack'], NOW)
    clock.at += 5 * SECOND
    await dispatcher.drain()
    clock.at += 5 * SECOND
    await dispatcher.drain()
    expect(slack.alertKeys).toEqual([OPENED, ...updates].map(({ key }) => key))
    expect(slack.taken).toHaveLength(2)
  })

  it('waits longer after each failure, up to five minutes, and sends in the end', async () => {
    const slack = new ScriptedChannel('slack', (nth) => (nth <= 12 ? Promise.reject(down()) : undefined))
    const { outbox, clock, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    const waits: number[] = []
    for (let nth = 0; nth < 12; nth += 1) {
      expect(await dispatcher.drain()).toMatchObject({ retried: 1 })
      const dueAt = outbox.deliveries[0]?.dueAt ?? 0
      waits.push((dueAt - clock.at) / SECOND)
      clock.at = dueAt
    }
    expect(waits).toEqual([1.5, 3, 6, 12, 24, 48, 96, 192, 225, 225, 225, 225])
    await dispatcher.drain()
    expect(outbox.deliveries[0]?.state).toBe('sent')
  })

  it('waits as long as the channel asks, with all that goes there, and counts no attempt', async () => {
    const slack = new ScriptedChannel('slack', (nth) => (nth === 1 ? Promise.reject(busy(90 * SECOND)) : undefined))
    const { outbox, clock, dispatcher } = setUp([slack])
    for (const nth of [1, 2]) outbox.add(alertNo(nth), ['slack'], NOW)
    expect(await dispatcher.drain()).toEqual({ sent: 0, retried: 2, dead: 0 })
    expect(slack.sends).toBe(1)
    expect(outbox.deliveries.map(({ dueAt, attempts }) => [dueAt - NOW, attempts])).toEqual([
      [90_000, 0],
      [90_000, 0],
    ])
    outbox.add(alertNo(3), ['slack'], NOW)
    clock.at = NOW + 89 * SECOND
    expect(await dispatcher.drain()).toEqual({ sent: 0, retried: 0, dead: 0 })
    clock.at = NOW + 90 * SECOND
    await dispatcher.drain()
    clock.at += 10 * SECOND
    await dispatcher.drain()
    expect(slack.keys).toEqual([1, 2, 3].map((nth) => alertNo(nth).key))
  })

  it('delivers 120 waiting alerts within 130 s through a channel that takes one message a second', async () => {
    const clock = createClock(NOW)
    let lastAt = 0
    const slack = new ScriptedChannel('slack', async () => {
      if (clock.at - lastAt < SECOND) throw busy(SECOND)
      lastAt = clock.at
    })
    const { outbox, dispatcher } = setUp([slack], { clock })
    for (let nth = 0; nth < 120; nth += 1) outbox.add(alertNo(nth), ['slack'], NOW)
    while (outbox.deliveries.some(({ state }) => state !== 'sent')) {
      await dispatcher.drain()
      clock.at += SECOND
    }
    expect(clock.at - NOW).toBeLessThanOrEqual(130 * SECOND)
    expect(outbox.deliveries.every(({ attempts }) => attempts === 1)).toBe(true)
  })

  it('does not let a channel ask for more than an hour', async () => {
    const slack = new ScriptedChannel('slack', () => Promise.reject(busy(30 * DAY)))
    const { outbox, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    await dispatcher.drain()
    expect(outbox.deliveries[0]?.dueAt).toBe(NOW + HOUR)
  })

  describe('a channel that refuses alerts for good', () => {
    const no = () => Promise.reject(refused())

    it('keeps the alert, and the next fallback has it at once', async () => {
      const slack = new ScriptedChannel('slack', no)
      const email = new ScriptedChannel('email', undefined, 'fallback')
      const { outbox, dispatcher } = setUp([slack, email])
      outbox.add(OPENED, ['slack'], NOW)
      expect(await dispatcher.drain()).toEqual({ sent: 1, retried: 1, dead: 0 })
      expect(slack.sends).toBe(1)
      expect(email.keys).toEqual([OPENED.key])
      const reason = 'slack: HTTP 404 (no_service). Make a new one.'
      expect(outbox.backlogs()).toEqual([
        { channel: 'slack', waiting: 1, since: OPENED.at, refusal: { since: NOW, reason, retryAt: NOW + HOUR } },
      ])
      expect((await dispatcher.health()).channels[0]).toMatchObject({ refusedSince: NOW, lastError: reason })
    })

    it('keeps the alert where there is no fallback', async () => {
      const slack = new ScriptedChannel('slack', no)
      const { outbox, dispatcher } = setUp([slack])
      outbox.add(OPENED, ['slack'], NOW)
      expect(await dispatcher.drain()).toEqual({ sent: 0, retried: 1, dead: 0 })
      expect(outbox.deliveries[0]).toMatchObject({ state: 'pending', dueAt: NOW + HOUR, refusedAt: NOW })
    })

    it('is tried once an hour, and turns green by itself with all that waited, folded', async () => {
      let isRefused = true
      const slack = new ScriptedChannel('slack', () => (isRefused ? no() : undefined))
      const email = new ScriptedChannel('email', undefined, 'fallback')
      const { outbox, clock, dispatcher } = setUp([slack, email])
      for (let minute = 0; minute < 3 * 60; minute += 1) {
        if (minute % 10 === 0) outbox.add(alertNo(minute), ['slack'], clock.at)
        await dispatcher.drain()
        // Each alert is in the fallback within seconds.
        if (minute % 10 === 0) expect(email.alertKeys).toContain(alertNo(minute).key)
        clock.at += MINUTE
      }
      // One attempt for each of the three messages that may be unsent, in the hours two and three; one at first.
      expect(slack.sends).toBeLessThanOrEqual(1 + 3 + 3)
      expect(outbox.backlogs()).toMatchObject([{ channel: 'slack', waiting: 18, refusal: { since: NOW } }])
      isRefused = false
      const before = slack.taken.length
      for (let minute = 0; minute < 70; minute += 1) {
        await dispatcher.drain()
        clock.at += MINUTE
      }
      expect(slack.alertKeys).toHaveLength(18)
      expect(slack.taken.length - before).toBeLessThanOrEqual(5)
      expect(outbox.backlogs()).toEqual([])
      expect((await dispatcher.health()).channels[0]).not.toHaveProperty('refusedSince')
    })

    it('is tried at once by the next worker, whose address may be another', async () => {
      const slack = new ScriptedChannel('slack', (nth) => (nth === 1 ? no() : undefined))
      const { outbox, clock, dispatcher, again } = setUp([slack])
      outbox.add(OPENED, ['slack'], NOW)
      await dispatcher.drain()
      clock.at += MINUTE
      await dispatcher.drain()
      expect(slack.sends).toBe(1)
      expect(await again().drain()).toEqual({ sent: 1, retried: 0, dead: 0 })
      expect(outbox.deliveries[0]).toMatchObject({ state: 'sent', refusedAt: undefined })
    })

    it('holds up no other message where it refuses one of them only', async () => {
      const poison = alertNo(1).key
      const slack = new ScriptedChannel('slack')
      const picky: Channel = {
        ...{ name: 'slack', mode: 'always' },
        send: (message, signal) => (message.key === poison ? no() : slack.send(message, signal)),
      }
      const { outbox, clock, dispatcher } = setUp([picky])
      outbox.add(alertNo(1), ['slack'], NOW)
      await dispatcher.drain()
      outbox.add(alertNo(2), ['slack'], NOW)
      for (; clock.at <= NOW + HOUR; clock.at += MINUTE) await dispatcher.drain()
      expect(slack.keys).toEqual([alertNo(2).key])
    })

    it('hands over along the fallbacks until one takes the alert, trying each once', async () => {
      const hook = new ScriptedChannel('hook', undefined, 'fallback')
      const channels = [new ScriptedChannel('slack', no), new ScriptedChannel('email', no, 'fallback'), hook]
      const { outbox, dispatcher } = setUp(channels)
      outbox.add(OPENED, ['slack'], NOW)
      expect(await dispatcher.drain()).toEqual({ sent: 1, retried: 2, dead: 0 })
      expect(channels.map(({ sends }) => sends)).toEqual([1, 1, 1])
      expect(hook.keys).toEqual([OPENED.key])
    })

    it.each([HOUR, -HOUR, DAY, -DAY])('is left alone for an hour, whatever the clock is set by: %i ms', async (by) => {
      const slack = new ScriptedChannel('slack', (nth) => (nth === 1 ? no() : undefined))
      const { outbox, clock, dispatcher } = setUp([slack])
      outbox.add(OPENED, ['slack'], NOW)
      await dispatcher.drain()
      clock.setBy = by
      for (let minute = 1; minute < 60; minute += 1) {
        clock.at += MINUTE
        await dispatcher.drain()
      }
      expect(slack.sends).toBe(1)
      clock.at += 2 * MINUTE
      await dispatcher.drain()
      expect(slack.keys).toEqual([OPENED.key])
    })
  })

  it('sends an alert once through a fallback that two refused channels share', async () => {
    const no = () => Promise.reject(refused())
    const email = new ScriptedChannel('email', undefined, 'fallback')
    const { outbox, dispatcher } = setUp([new ScriptedChannel('a', no), new ScriptedChannel('b', no), email])
    outbox.add(OPENED, ['a', 'b'], NOW)
    await dispatcher.drain()
    expect(email.keys).toEqual([OPENED.key])
  })

  it('hands a delivery over where its channel is no longer configured', async () => {
    const team = new ScriptedChannel('team')
    const { outbox, dispatcher } = setUp([team])
    outbox.add(OPENED, ['slack'], NOW)
    await dispatcher.drain()
    expect(outbox.deliveries[0]).toMatchObject({ state: 'dead', lastError: 'no channel is called "slack" any more' })
    expect(team.keys).toEqual([OPENED.key])
  })

  it('keeps what waits for a channel that is no longer configured while there is none at all', async () => {
    const { outbox, clock, dispatcher, again } = setUp([])
    outbox.add(OPENED, ['slack'], NOW)
    await dispatcher.drain()
    expect(outbox.deliveries[0]).toMatchObject({ state: 'pending', lastError: 'no channel is called "slack" any more' })
    clock.at += MINUTE
    await again().drain()
    expect(outbox.deliveries[0]?.state).toBe('pending')
  })

  it('lets a fallback know after a quarter of an hour of failures that may pass, and keeps trying', async () => {
    const slack = new ScriptedChannel('slack', () => Promise.reject(down()))
    const email = new ScriptedChannel('email', undefined, 'fallback')
    const { outbox, clock, dispatcher } = setUp([slack, email])
    outbox.add(OPENED, ['slack'], NOW)
    await dispatcher.drain()
    expect(email.sends).toBe(0)
    clock.at = NOW + 15 * MINUTE
    await dispatcher.drain()
    expect(email.keys).toEqual([OPENED.key])
    expect(outbox.deliveries[0]?.state).toBe('pending')
  })

  it('hands what comes while a channel is away to the fallback at once, and all of it to the channel in the end', async () => {
    let isAway = true
    const slack = new ScriptedChannel('slack', () => (isAway ? Promise.reject(down()) : undefined))
    const email = new ScriptedChannel('email', undefined, 'fallback')
    const { outbox, clock, dispatcher } = setUp([slack, email])
    outbox.add(alertNo(1), ['slack'], NOW)
    for (; clock.at < NOW + 20 * MINUTE; clock.at += MINUTE) await dispatcher.drain()
    outbox.add(alertNo(2), ['slack'], clock.at)
    await dispatcher.drain()
    expect(email.alertKeys).toEqual([1, 2].map((nth) => alertNo(nth).key))
    isAway = false
    for (; clock.at < NOW + 30 * MINUTE; clock.at += MINUTE) await dispatcher.drain()
    expect(slack.alertKeys.toSorted()).toEqual([1, 2].map((nth) => alertNo(nth).key))
  })

  it('hands over at once what a channel asks to keep for longer than a quarter of an hour', async () => {
    const slack = new ScriptedChannel('slack', () => Promise.reject(busy(HOUR)))
    const email = new ScriptedChannel('email', undefined, 'fallback')
    const { outbox, clock, dispatcher } = setUp([slack, email])
    outbox.add(alertNo(1), ['slack'], NOW)
    await dispatcher.drain()
    clock.at += MINUTE
    outbox.add(alertNo(2), ['slack'], clock.at)
    await dispatcher.drain()
    expect(email.alertKeys).toEqual([1, 2].map((nth) => alertNo(nth).key))
    expect(slack.sends).toBe(1)
  })

  it('keeps at most three messages unsent while a channel is away, and folds what comes meanwhile', async () => {
    let isAway = true
    const slack = new ScriptedChannel('slack', () => (isAway ? Promise.reject(down()) : undefined))
    const { outbox, clock, dispatcher } = setUp([slack])
    for (let minute = 0; minute < 120; minute += 1) {
      outbox.add(alertNo(minute), ['slack'], clock.at)
      await dispatcher.drain()
      clock.at += MINUTE
    }
    expect(outbox.messages).toHaveLength(3)
    isAway = false
    const back = clock.at
    for (; clock.at < back + 6 * MINUTE; clock.at += SECOND) await dispatcher.drain()
    expect(slack.alertKeys).toHaveLength(120)
    expect(slack.taken.length).toBeLessThanOrEqual(5)
  })

  it('does not give up while it may still succeed, however long that takes', async () => {
    const slack = new ScriptedChannel('slack', () => Promise.reject(down()))
    const { outbox, clock, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    clock.at = NOW + 30 * DAY
    await dispatcher.drain()
    expect(outbox.deliveries[0]?.state).toBe('pending')
  })

  it('says how late an alert is, and keeps its key', async () => {
    const slack = new ScriptedChannel('slack')
    const { outbox, clock, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    clock.at = NOW + 4 * MINUTE + 20 * SECOND
    await dispatcher.drain()
    const [late] = slack.taken
    expect(late?.key).toBe(OPENED.key)
    expect(late?.headline).toBe(`[4 min late] ${OPENED.headline}`)
    expect(late?.lines[0]).toBe('Written at 21:05:12 UTC on Mon 23 Nov 2026; it could not be delivered for 4 min.')
  })

  it('sends again with the same key where it died between the send and the note of it', async () => {
    const slack = new ScriptedChannel('slack')
    const clock = createClock(NOW)
    const outbox = new MemoryOutbox()
    let dies = true
    const mortal = wrapped(outbox, (name, work) =>
      dies && name === 'sent' ? Promise.reject(new Error('killed')) : work(),
    )
    const { dispatcher, again } = setUp([slack], { outbox: mortal, clock })
    outbox.add(OPENED, ['slack'], NOW)
    await dispatcher.drain()
    dies = false
    const next = again()
    expect(await next.drain()).toEqual({ sent: 0, retried: 0, dead: 0 })
    clock.at = NOW + 45 * SECOND
    expect(await next.drain()).toEqual({ sent: 1, retried: 0, dead: 0 })
    expect(slack.keys).toEqual([OPENED.key, OPENED.key])
  })

  describe('while the clock is set', () => {
    const JUMPS = [HOUR, -HOUR, DAY, -DAY, 90 * SECOND, -90 * SECOND]

    it.each(JUMPS)('by %i ms neither gives up, freezes nor calls late what waits', async (by) => {
      const slack = new ScriptedChannel('slack', (nth) => (nth <= 3 ? Promise.reject(down()) : undefined))
      const email = new ScriptedChannel('email', undefined, 'fallback')
      const { outbox, clock, dispatcher } = setUp([slack, email])
      outbox.add(OPENED, ['slack'], NOW)
      await dispatcher.drain()
      clock.setBy = by
      await dispatcher.drain()
      for (let seconds = 0; seconds < 45; seconds += 1) {
        clock.at += SECOND
        await dispatcher.drain()
      }
      expect(outbox.deliveries).toMatchObject([{ channel: 'slack', state: 'sent', timesSent: 1 }])
      expect(slack.taken).toEqual([OPENED])
      expect(email.sends).toBe(0)
    })

    it.each(JUMPS)('by %i ms between the plan and the first try gives up nothing', async (by) => {
      const slack = new ScriptedChannel('slack', (nth) => (nth === 1 ? Promise.reject(down()) : undefined))
      const { outbox, clock, dispatcher } = setUp([slack])
      await dispatcher.drain()
      outbox.add(OPENED, ['slack'], clock.now())
      clock.setBy = by
      for (let seconds = 0; seconds < 5; seconds += 1) {
        await dispatcher.drain()
        clock.at += SECOND
      }
      expect(outbox.deliveries).toMatchObject([{ state: 'sent', attempts: 2 }])
      expect(slack.taken).toEqual([OPENED])
    })

    it.each(JUMPS)('by %i ms keeps a pause that a channel asked for', async (by) => {
      const slack = new ScriptedChannel('slack', (nth) => (nth === 1 ? Promise.reject(busy(10 * MINUTE)) : undefined))
      const { outbox, clock, dispatcher } = setUp([slack])
      outbox.add(OPENED, ['slack'], NOW)
      await dispatcher.drain()
      clock.setBy = by
      for (let minute = 1; minute <= 9; minute += 1) {
        clock.at += MINUTE
        await dispatcher.drain()
        expect(slack.sends).toBe(1)
      }
      clock.at += 2 * MINUTE
      await dispatcher.drain()
      await dispatcher.drain()
      expect(slack.keys).toEqual([OPENED.key])
    })

    it('forward during a send does not send it twice', async () => {
      let answer = () => {}
      const slack = new ScriptedChannel(
        'slack',
        () =>
          new Promise<void>((resolve) => {
            answer = resolve
          }),
      )
      const { outbox, clock, dispatcher } = setUp([slack])
      outbox.add(OPENED, ['slack'], NOW)
      const first = dispatcher.drain()
      await expect.poll(() => slack.sends).toBe(1)
      clock.setBy = HOUR
      const again = dispatcher.drain()
      await new Promise((resolve) => setTimeout(resolve, 20))
      answer()
      await Promise.all([first, again])
      expect(outbox.deliveries).toMatchObject([{ state: 'sent', timesSent: 1 }])
      expect(slack.sends).toBe(1)
    })

    it('forward is no failing channel', async () => {
      const slack = new ScriptedChannel('slack', () => Promise.reject(down()))
      const { outbox, clock, dispatcher } = setUp([slack])
      outbox.add(OPENED, ['slack'], NOW)
      await dispatcher.drain()
      clock.setBy = HOUR
      expect(await dispatcher.health()).toMatchObject({ ok: true })
      clock.at += 5 * MINUTE
      expect(await dispatcher.health()).toMatchObject({ ok: false })
    })
  })

  it('leaves a message alone whose lease would end during the send', async () => {
    const clock = createClock(NOW)
    const slack = new ScriptedChannel('slack', async () => {
      clock.at += 20 * SECOND
    })
    const { outbox, dispatcher } = setUp([slack], { clock, send: 30 * SECOND })
    for (const nth of [1, 2]) outbox.add(alertNo(nth), ['slack'], NOW)
    await dispatcher.drain()
    expect(slack.keys).toEqual([alertNo(1).key])
    clock.at = NOW + 2 * MINUTE
    await dispatcher.drain()
    expect(outbox.deliveries.map(({ timesSent }) => timesSent)).toEqual([1, 1])
  })

  it('cuts off a channel that neither answers nor heeds its signal', async () => {
    const slack = new ScriptedChannel('slack', () => new Promise(() => {}))
    const { outbox, dispatcher } = setUp([slack], { send: 30 })
    outbox.add(OPENED, ['slack'], NOW)
    expect(await dispatcher.drain()).toMatchObject({ retried: 1 })
    expect(outbox.deliveries[0]?.lastError).toBe('slack: not taken within 30 ms')
  })

  it('delivers through other channels while one hangs', async () => {
    let release = () => {}
    const slack = new ScriptedChannel(
      'slack',
      () =>
        new Promise<void>((resolve) => {
          release = resolve
        }),
    )
    const email = new ScriptedChannel('email')
    const { outbox, clock, dispatcher } = setUp([slack, email])
    const delivered = async (alert: Alert) => {
      outbox.add(alert, ['slack', 'email'], NOW)
      await until(() => email.keys.includes(alert.key))
    }
    dispatcher.start()
    await delivered(alertNo(1))
    clock.at += 5 * SECOND
    await delivered(alertNo(2))
    expect(slack.sends).toBe(1)
    expect(slack.taken).toHaveLength(0)
    release()
  })

  it('sends nothing twice however many drain at once', async () => {
    const slack = new ScriptedChannel('slack', () => new Promise((resolve) => setImmediate(resolve)))
    const email = new ScriptedChannel('email', () => new Promise((resolve) => setImmediate(resolve)))
    const { outbox, dispatcher, again } = setUp([slack, email])
    for (let nth = 0; nth < 200; nth += 1) outbox.add(alertNo(nth), ['slack', 'email'], NOW)
    dispatcher.start()
    await Promise.all([dispatcher.drain(), dispatcher.drain(), again().drain()])
    await until(() => outbox.deliveries.every(({ state }) => state === 'sent'))
    expect(outbox.deliveries.every(({ timesSent }) => timesSent === 1)).toBe(true)
    for (const { alertKeys } of [slack, email]) {
      expect([alertKeys.length, new Set(alertKeys).size]).toEqual([200, 200])
    }
  })

  it('goes on where the outbox cannot be read for a while, and says so', async () => {
    const slack = new ScriptedChannel('slack')
    const outbox = new MemoryOutbox()
    let broken = true
    let looks = 0
    const flaky = wrapped(outbox, (name, work) => {
      if (name !== 'lease') return work()
      looks += 1
      return broken ? Promise.reject(new Error('database is locked')) : work()
    })
    const { dispatcher } = setUp([slack], { outbox: flaky })
    outbox.add(OPENED, ['slack'], NOW)
    dispatcher.start()
    await until(() => looks > 2)
    expect((await dispatcher.health()).ok).toBe(false)
    broken = false
    await until(() => slack.sends === 1)
    expect((await dispatcher.health()).ok).toBe(true)
  })

  it('puts back what it could not send when it stops, for the next start to send', async () => {
    const slack = new ScriptedChannel('slack', () => new Promise(() => {}))
    const { outbox, dispatcher } = setUp([slack])
    for (const nth of [1, 2]) outbox.add(alertNo(nth), ['slack'], NOW)
    dispatcher.start()
    await until(() => slack.sends === 1)
    await dispatcher.stop()
    expect(outbox.deliveries.map(({ state, dueAt }) => [state, dueAt])).toEqual([
      ['pending', NOW],
      ['pending', NOW],
    ])
    expect(await dispatcher.drain()).toEqual({ sent: 0, retried: 0, dead: 0 })
  })

  it('lets a send that is under way end when it stops', async () => {
    const slack = new ScriptedChannel('slack', () => new Promise((resolve) => setTimeout(resolve, 10)))
    const { outbox, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    dispatcher.start()
    await until(() => slack.sends === 1)
    await dispatcher.stop()
    expect(outbox.deliveries[0]?.state).toBe('sent')
  })

  it('begins no further send once it stops', async () => {
    const slack = new ScriptedChannel('slack', () => new Promise((resolve) => setTimeout(resolve, 5)))
    const { outbox, dispatcher } = setUp([slack])
    for (const nth of [1, 2]) outbox.add(alertNo(nth), ['slack'], NOW)
    dispatcher.start()
    await until(() => slack.sends === 1)
    await dispatcher.stop()
    expect(outbox.deliveries.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['sent', 1],
      ['pending', 0],
    ])
  })

  it('knows how each channel is doing', async () => {
    const slack = new ScriptedChannel('slack', (nth) => (nth <= 2 ? Promise.reject(down()) : undefined))
    const { outbox, clock, dispatcher } = setUp([slack, new ScriptedChannel('email')])
    outbox.add(OPENED, ['slack', 'email'], NOW)
    await dispatcher.drain()
    expect(await dispatcher.health()).toEqual({
      ok: true,
      pending: 1,
      dead: 0,
      channels: [
        { name: 'slack', failingSince: NOW, lastError: 'slack: HTTP 503' },
        { name: 'email', lastSentAt: NOW },
      ],
    })
    clock.at = NOW + 5 * MINUTE
    await dispatcher.drain()
    expect((await dispatcher.health()).ok).toBe(false)
    clock.at = NOW + 10 * MINUTE
    await dispatcher.drain()
    expect(await dispatcher.health()).toMatchObject({ ok: true, pending: 0 })
  })
})

/** Waits for something that other work brings about; the test's own time limit ends a wait in vain. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2))
}

type Turn = 'send' | 'refuse' | 'busy' | 'die before' | 'die after'

describe('whatever channels and crashes do', () => {
  it('every alert reaches every channel that it was meant for, once by the outbox, and none is given up', async () => {
    const turn = fc.constantFrom<Turn>('send', 'refuse', 'busy', 'die before', 'die after')
    const world = fc.record({
      alerts: fc.integer({ min: 1, max: 8 }),
      slack: fc.array(turn, { maxLength: 25 }),
      email: fc.array(turn, { maxLength: 25 }),
      hook: fc.array(turn, { maxLength: 25 }),
      pauses: fc.array(fc.integer({ min: 10 * SECOND, max: 10 * MINUTE }), { minLength: 1, maxLength: 20 }),
    })
    await fc.assert(fc.asyncProperty(world, playOut), { numRuns: 150 })
  })
})

async function playOut(world: {
  readonly alerts: number
  readonly slack: readonly Turn[]
  readonly email: readonly Turn[]
  readonly hook: readonly Turn[]
  readonly pauses: readonly number[]
}): Promise<void> {
  const outbox = new MemoryOutbox()
  const clock = createClock(NOW)
  // A process that died reports nothing: its writes fail until the next one starts.
  let dead = false
  const mortal = wrapped(outbox, (_, work) => (dead ? Promise.reject(new Error('killed')) : work()))
  const channelOf = (name: string, turns: readonly Turn[], mode: 'always' | 'fallback') =>
    new ScriptedChannel(
      name,
      async (nth) => {
        const what = turns[nth - 1] ?? 'send'
        if (what === 'refuse') throw refused()
        if (what === 'busy') throw down()
        if (what.startsWith('die')) dead = true
        if (what === 'die before') throw new Error('killed')
      },
      mode,
    )
  const channels = [
    channelOf('slack', world.slack, 'always'),
    channelOf('email', world.email, 'fallback'),
    channelOf('hook', world.hook, 'fallback'),
  ]
  for (let nth = 0; nth < world.alerts; nth += 1) outbox.add(alertNo(nth), ['slack'], NOW)
  for (let round = 0; (await outbox.counts()).pending > 0; round += 1) {
    expect(round).toBeLessThan(200)
    dead = false
    const deps = { outbox: mortal, channels, clock, random: () => 0.5, log: SILENT }
    await createDispatcher(deps)
      .drain()
      .catch(() => {})
    clock.at += world.pauses[round % world.pauses.length] ?? MINUTE
  }
  for (const one of outbox.deliveries) {
    const channel = channels.find(({ name }) => name === one.channel)
    expect([one.state, one.timesSent]).toEqual(['sent', 1])
    expect(channel?.alertKeys).toContain(one.alert.key)
  }
  expect(outbox.backlogs()).toEqual([])
  for (let nth = 0; nth < world.alerts; nth += 1) {
    const { key } = alertNo(nth)
    expect(outbox.deliveries.filter(({ alert, channel }) => alert.key === key && channel === 'slack')).toHaveLength(1)
  }
}
