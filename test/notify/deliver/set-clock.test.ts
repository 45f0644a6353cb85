import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { NOW } from '../kit.ts'
import { busy, down, OPENED, ScriptedChannel, setUp } from './dispatcher-kit.ts'

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

  it('forward does not count as a failing channel', async () => {
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
