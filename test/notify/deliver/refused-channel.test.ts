import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, MOST_REFUSED_ATTEMPTS } from '../../../src/core/index.ts'
import type { Channel } from '../../../src/notify/index.ts'
import { NOW } from '../kit.ts'
import { alertNo, OPENED, refused, ScriptedChannel, setUp } from './dispatcher-kit.ts'

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
    // One attempt an hour, whichever of the three messages that may be unsent it is.
    expect(slack.sends).toBe(3)
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

  it('is called at most 30 times in a day, restarts and all', async () => {
    const slack = new ScriptedChannel('slack', no)
    const { outbox, clock, again } = setUp([slack])
    const calls: number[] = []
    let worker = again()
    for (let minute = 0; minute < 2 * 24 * 60; minute += 1) {
      if (minute % 10 === 0) outbox.add(alertNo(minute), ['slack'], clock.at)
      if (minute % 45 === 0) worker = again()
      const before = slack.sends
      await worker.drain()
      if (slack.sends > before) calls.push(clock.at)
      expect(slack.sends - before).toBeLessThanOrEqual(1)
      expect(calls.filter((at) => at > clock.at - DAY).length).toBeLessThanOrEqual(MOST_REFUSED_ATTEMPTS)
      clock.at += MINUTE
    }
    expect(calls.length).toBeGreaterThanOrEqual(2 * 24)
  })

  it('is called once an hour in a day without restarts', async () => {
    const slack = new ScriptedChannel('slack', no)
    const { outbox, clock, dispatcher } = setUp([slack])
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      if (minute % 10 === 0) outbox.add(alertNo(minute), ['slack'], clock.at)
      await dispatcher.drain()
      clock.at += MINUTE
    }
    expect(slack.sends).toBe(24)
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

  it('shares a fallback with another refused channel, which sends the alert once', async () => {
    const email = new ScriptedChannel('email', undefined, 'fallback')
    const { outbox, dispatcher } = setUp([new ScriptedChannel('a', no), new ScriptedChannel('b', no), email])
    outbox.add(OPENED, ['a', 'b'], NOW)
    await dispatcher.drain()
    expect(email.keys).toEqual([OPENED.key])
  })
})

describe('a refused channel that takes the test alert of a command', () => {
  it('gets what waited at once, from the worker that runs', async () => {
    let isRefused = true
    const slack = new ScriptedChannel('slack', () => (isRefused ? Promise.reject(refused()) : undefined))
    const { outbox, clock, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    await dispatcher.drain()
    clock.at += MINUTE
    outbox.add(alertNo(1), ['slack'], clock.at)
    await dispatcher.drain()
    expect(slack.sends).toBe(1)
    isRefused = false
    outbox.testTaken('slack', clock.at)
    await dispatcher.drain()
    expect(slack.alertKeys.toSorted()).toEqual([OPENED.key, alertNo(1).key].toSorted())
    expect((await dispatcher.health()).channels[0]).not.toHaveProperty('refusedSince')
  })

  it('is refused again where its next message is', async () => {
    const slack = new ScriptedChannel('slack', () => Promise.reject(refused()))
    const { outbox, clock, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    await dispatcher.drain()
    outbox.testTaken('slack', clock.at)
    await dispatcher.drain()
    await dispatcher.drain()
    expect(slack.sends).toBe(2)
    expect((await dispatcher.health()).channels[0]).toMatchObject({ refusedSince: NOW })
  })
})
