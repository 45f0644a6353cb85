import { describe, expect, it } from 'vitest'
import { DAY, HOUR, SECOND } from '../../../src/core/index.ts'
import { createClock } from '../../support/clock.ts'
import { NOW } from '../kit.ts'
import { alertNo, busy, OPENED, ScriptedChannel, setUp } from './dispatcher-kit.ts'

describe('a channel that asks to wait', () => {
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

  it('lets no alert wait for another where 120 incidents begin within a minute and Slack takes one message a second', async () => {
    const clock = createClock(NOW)
    let lastAt = 0
    const takenAt = new Map<string, number>()
    const slack = new ScriptedChannel('slack', async () => {
      if (clock.at - lastAt < SECOND) throw busy(SECOND)
      lastAt = clock.at
    })
    const mail = new ScriptedChannel('mail')
    const { outbox, dispatcher } = setUp([slack, mail], { clock })
    for (let tick = 0; clock.at < NOW + 130 * SECOND; tick += 1) {
      if (tick < 120) outbox.add(alertNo(tick), ['slack', 'mail'], clock.at)
      await dispatcher.drain()
      for (const key of slack.alertKeys) takenAt.set(key, takenAt.get(key) ?? clock.at)
      clock.at += SECOND / 2
    }
    const waits = Array.from({ length: 120 }, (_, nth) => (takenAt.get(alertNo(nth).key) ?? Infinity) - NOW - nth * 500)
    // The longest gap between two messages of a channel is 30 s; a limit adds at most two seconds.
    expect(Math.max(...waits)).toBeLessThanOrEqual(33 * SECOND)
    expect(slack.taken.length).toBeLessThanOrEqual(12)
    expect(new Set(mail.alertKeys).size).toBe(120)
  })

  it('does not let a channel ask for more than an hour', async () => {
    const slack = new ScriptedChannel('slack', () => Promise.reject(busy(30 * DAY)))
    const { outbox, dispatcher } = setUp([slack])
    outbox.add(OPENED, ['slack'], NOW)
    await dispatcher.drain()
    expect(outbox.deliveries[0]?.dueAt).toBe(NOW + HOUR)
  })
})
