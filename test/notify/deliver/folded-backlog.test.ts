import { describe, expect, it } from 'vitest'
import { type Alert, MINUTE, SECOND } from '../../../src/core/index.ts'
import { NOW } from '../kit.ts'
import { alertNo, down, OPENED, ScriptedChannel, setUp } from './dispatcher-kit.ts'

describe('a backlog', () => {
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
})
