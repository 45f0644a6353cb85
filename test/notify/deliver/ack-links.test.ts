import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SILENT } from '../../../src/core/index.ts'
import { withAckLinks } from '../../../src/notify/deliver/ack-links.ts'
import { type AckLinks, ChannelError, createDispatcher, foldAlerts, type Message } from '../../../src/notify/index.ts'
import { createClock } from '../../support/clock.ts'
import { MemoryOutbox } from '../../support/memory-outbox.ts'
import { LOGIN_DOWN, LOGIN_RECOVERED, NOW, notice, onlyAlert } from '../kit.ts'
import { alertNo, OPENED, ScriptedChannel } from './dispatcher-kit.ts'

/** Numbers its links; makes none for the incidents in `closed`. */
function numbered(closed: readonly string[] = []) {
  const requests: { readonly incidents: readonly string[]; readonly channel: string }[] = []
  let linkCount = 0
  const next = () => {
    linkCount += 1
    return linkCount
  }
  const links: AckLinks = {
    async linksFor(incidents, channel) {
      requests.push({ incidents, channel })
      const open = incidents.filter((name) => !closed.includes(name))
      return new Map(open.map((name) => [name, `https://x.example/ack/${name}/${next()}`]))
    },
  }
  return { links, requests }
}

const name = (nth: number) => `sandbox-${nth}`
const reminder = (nth: number) => ({ ...alertNo(nth), kind: 'reminder' as const, key: `${name(nth)}:reminder:1` })

async function linked(message: Message, closed: readonly string[] = []) {
  const { links, requests } = numbered(closed)
  return { message: await withAckLinks(message, 'slack', { links, log: SILENT }), requests }
}

describe('the links that acknowledge in a message', () => {
  it('are made for opening, change and reminder, for the channel that gets the message', async () => {
    for (const kind of ['opened', 'changed', 'reminder'] as const) {
      const { message, requests } = await linked({ ...alertNo(1), kind })
      expect(requests).toEqual([{ incidents: [name(1)], channel: 'slack' }])
      expect(message.acknowledge).toEqual([{ text: 'Acknowledge', url: `https://x.example/ack/${name(1)}/1` }])
    }
  })

  it('are not made for an end, a notice, or an incident that someone acknowledged meanwhile', async () => {
    const repair = { ...OPENED, kind: 'notice' as const, notice: notice() }
    const { incident: _none, ...withoutIncident } = repair
    for (const other of [onlyAlert(LOGIN_RECOVERED), withoutIncident]) {
      const { message, requests } = await linked(other)
      expect([message, requests]).toEqual([other, []])
    }
    expect((await linked(alertNo(1), [name(1)])).message).toEqual(alertNo(1))
  })

  it('are with the newest update of an incident whose updates are folded', async () => {
    const folded = foldAlerts('folded:2:x', [alertNo(1), reminder(1)])
    const { message } = await linked(folded)
    expect(message.acknowledge).toHaveLength(1)
    expect(message.parts?.map(({ acknowledge }) => acknowledge?.length)).toEqual([undefined, 1])
  })

  it('name the targets of a message about many incidents: three in the message, one with each part', async () => {
    const alerts = [1, 2, 3, 4].map((nth) => ({ ...alertNo(nth), target: `target-${nth}` }))
    const [first, ...rest] = alerts
    if (!first) throw new Error('no alert')
    const { message, requests } = await linked(foldAlerts('folded:4:x', [first, ...rest]), [name(2)])
    expect(requests).toEqual([{ incidents: [1, 2, 3, 4].map(name), channel: 'slack' }])
    expect(message.acknowledge?.map(({ text }) => text)).toEqual([1, 3, 4].map((nth) => `Acknowledge target-${nth}`))
    expect(message.parts?.map(({ acknowledge }) => acknowledge?.[0]?.url.split('/').at(-2))).toEqual([
      ...[name(1), undefined, name(3), name(4)],
    ])
  })

  it('are made for at most twenty incidents of a message', async () => {
    const [first = OPENED, ...rest] = Array.from({ length: 30 }, (_, nth) => alertNo(nth))
    const { requests } = await linked(foldAlerts('folded:30:x', [first, ...rest]))
    expect(requests[0]?.incidents).toHaveLength(20)
  })

  it('are left out where they cannot be made: the alert goes out all the same', async () => {
    const warnings: string[] = []
    const log = { warn: (event: string, fields = {}) => void warnings.push(`${event} ${JSON.stringify(fields)}`) }
    const links = { linksFor: () => Promise.reject(new Error('database is locked')) }
    expect(await withAckLinks(alertNo(1), 'slack', { links, log })).toEqual(alertNo(1))
    expect(warnings).toEqual([expect.stringContaining('database is locked')])
  })
})

describe('delivering with links', () => {
  function setUp(act: ConstructorParameters<typeof ScriptedChannel>[1]) {
    const outbox = new MemoryOutbox()
    const clock = createClock(NOW)
    const lines: string[] = []
    const note = (event: string, fields = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`)
    const channel = new ScriptedChannel('slack', act)
    const { links, requests } = numbered()
    const dispatcher = createDispatcher({
      ...{ outbox, clock, channels: [channel], random: () => 0.5, ackLinks: links },
      log: { debug: note, info: note, warn: note, error: note },
    })
    return { outbox, clock, lines, channel, requests, dispatcher }
  }

  it('carries a fresh link in each attempt, and stores none', async () => {
    const failure = new ChannelError('slack: HTTP 503', { permanent: false })
    const seen: unknown[] = []
    const { outbox, clock, channel, dispatcher } = setUp((nth) => (nth < 3 ? Promise.reject(failure) : undefined))
    const send = channel.send.bind(channel)
    channel.send = (message, signal) => {
      seen.push(message.acknowledge?.[0]?.url.split('/').at(-1))
      return send(message, signal)
    }
    outbox.add(onlyAlert(LOGIN_DOWN), ['slack'], NOW)
    for (let nth = 0; nth < 3; nth += 1) {
      await dispatcher.drain()
      clock.advance(HOUR)
    }
    expect(seen).toEqual(['1', '2', '3'])
    expect(JSON.stringify(outbox.deliveries)).not.toContain('/ack/')
    await dispatcher.stop()
  })

  it('keeps a token that a service repeats out of rows, logs and the health of the channel', async () => {
    const token = `dwa${'ab'.repeat(32)}`
    const failure = new ChannelError(`slack: HTTP 500 (bad block ${token})`, {
      permanent: false,
      hint: `See ${token}.`,
    })
    const { outbox, clock, lines, dispatcher } = setUp((nth) =>
      nth === 1 ? Promise.reject(failure) : Promise.resolve({ refused: `x@example.org (550 ${token})` }),
    )
    outbox.add(onlyAlert(LOGIN_DOWN), ['slack'], NOW)
    await dispatcher.drain()
    expect(outbox.deliveries[0]?.lastError).toContain('bad block dwa[removed]')
    expect(JSON.stringify(await dispatcher.health())).not.toContain(token)
    clock.advance(10 * MINUTE)
    await dispatcher.drain()
    expect(outbox.deliveries[0]).toMatchObject({ state: 'sent', note: expect.stringContaining('dwa[removed]') })
    expect(JSON.stringify([outbox.deliveries, outbox.messages, lines])).not.toContain(token)
    await dispatcher.stop()
  })
})
