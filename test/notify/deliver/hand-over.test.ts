import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../../src/core/index.ts'
import { NOW } from '../kit.ts'
import { alertNo, busy, down, OPENED, ScriptedChannel, setUp } from './dispatcher-kit.ts'

describe('the hand-over to a fallback', () => {
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
})
