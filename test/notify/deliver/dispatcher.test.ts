import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/index.ts'
import { MemoryOutbox } from '../../support/memory-outbox.ts'
import { NOW } from '../kit.ts'
import { alertNo, down, OPENED, ScriptedChannel, setUp, until, wrapped } from './dispatcher-kit.ts'

describe('the dispatcher', () => {
  it('sends what is due and notes it', async () => {
    const slack = new ScriptedChannel('slack')
    const { outbox, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    expect(await dispatcher.drain()).toEqual({ sent: 1, retried: 0, dead: 0 })
    expect(slack.taken).toEqual([OPENED])
    expect(outbox.deliveries[0]).toMatchObject({ state: 'sent', sentAt: NOW, attempts: 1 })
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
