import { describe, expect, it } from 'vitest'
import { type Alert, DAY, defined, MINUTE, SECOND, streamOf } from '../../../src/core/index.ts'
import type { Channel } from '../../../src/notify/index.ts'
import { createClock } from '../../support/clock.ts'
import { MemoryOutbox } from '../../support/memory-outbox.ts'
import { NOW } from '../kit.ts'
import { alertNo, down, OPENED, ScriptedChannel, setUp, until, wrapped } from './dispatcher-kit.ts'

describe('a delivery', () => {
  it('is visible under the id of the service, or only accepted without one', async () => {
    const slack = new ScriptedChannel('slack', async () => ({ id: '1700.1' }))
    const mail = new ScriptedChannel('mail')
    const { outbox, dispatcher } = setUp([slack, mail])
    outbox.add(OPENED, ['slack', 'mail'], NOW)
    await dispatcher.drain()
    expect(outbox.messages.map(({ channel, reached }) => [channel, reached])).toEqual([
      ['slack', { rung: 'visible', serviceId: '1700.1' }],
      ['mail', { rung: 'accepted' }],
    ])
  })

  it('goes into the thread that the opening of its incident began in that channel', async () => {
    const seen: unknown[] = []
    const channelOf = (name: string, thread?: string): Channel => ({
      ...{ name, mode: 'always' },
      send: async (_message, _signal, context) => {
        seen.push([name, Object.fromEntries(context?.threads ?? [])])
        return defined({ id: thread, thread })
      },
    })
    const { outbox, dispatcher, clock } = setUp([channelOf('slack', 'C1/1.1'), channelOf('mail')])
    const changed: Alert = { ...OPENED, kind: 'changed', key: `${OPENED.key}:2` }
    for (const alert of [OPENED, changed]) {
      outbox.add(alert, ['slack', 'mail'], clock.at)
      await dispatcher.drain()
      clock.at += 5 * MINUTE
    }
    expect(seen).toEqual([
      ['slack', {}],
      ['mail', {}],
      ['slack', { [streamOf(OPENED)]: 'C1/1.1' }],
      ['mail', {}],
    ])
  })

  it('of alerts on two incidents begins no thread', async () => {
    const slack = new ScriptedChannel('slack', async () => ({ id: '1.1', thread: 'C1/1.1' }))
    const { outbox, dispatcher } = setUp([slack])
    for (const nth of [1, 2, 3]) outbox.add(alertNo(nth), ['slack'], NOW)
    await dispatcher.drain()
    expect([slack.sends, outbox.threads.size]).toEqual([1, 0])
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
    expect(outbox.deliveries[0]?.lastError).toBe('slack: not accepted within 30 ms')
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
})
