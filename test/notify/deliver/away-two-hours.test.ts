import { beforeAll, describe, expect, it } from 'vitest'
import { type Alert, type AlertKind, HOUR, MINUTE, SECOND, SILENT } from '../../../src/core/index.ts'
import { type Channel, ChannelError, createDispatcher, type Message } from '../../../src/notify/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import { createClock } from '../../support/clock.ts'
import { NOW } from '../kit.ts'

const AWAY = { from: NOW + 10 * MINUTE, to: NOW + 10 * MINUTE + 2 * HOUR }
const STEP = 15 * SECOND

interface Planned {
  readonly at: number
  readonly incident: string
  readonly kind: AlertKind
}

/** An incident with an update every eight minutes; without an end where none is given. */
function story(incident: string, from: number, to: number, isOver: boolean): readonly Planned[] {
  const updates: Planned[] = []
  for (let at = from + 8 * MINUTE; at < to; at += 8 * MINUTE) updates.push({ at, incident, kind: 'changed' })
  return [
    { at: from, incident, kind: 'opened' },
    ...updates,
    ...(isOver ? [{ at: to, incident, kind: 'resolved' as const }] : []),
  ]
}

const STORIES = [
  ...story('before-and-after', NOW, AWAY.to + 20 * MINUTE, true),
  ...story('ends-meanwhile', NOW + MINUTE, AWAY.to - 30 * MINUTE, true),
  ...story('all-of-it-meanwhile', AWAY.from + 5 * MINUTE, AWAY.from + 50 * MINUTE, true),
  ...story('begins-meanwhile', AWAY.from + HOUR, AWAY.to + HOUR, false),
].toSorted((a, b) => a.at - b.at)

function alertOf({ incident, kind, at }: Planned, nth: number): Alert {
  return {
    ...{ key: `${incident}:${kind}:${nth}`, kind, target: incident, at, headline: `${incident} ${kind}` },
    ...{ lines: [], surfaces: [], links: [] },
    incident: { name: incident, target: incident, openedAt: at, impactAt: at, surfaces: [], scope: '' },
  }
}

const partsOf = ({ parts, ...alert }: Message): readonly Alert[] => parts ?? [alert]
const isAbout = (incident: string) => (message: Message) => partsOf(message).some(({ target }) => target === incident)

/** What two channels took: Slack, which is away for two hours, and the fallback. */
async function play() {
  const clock = createClock(NOW)
  const store = storeOver(openMemorySqlite({ now: NOW }), { now: clock.now })
  const inSlack: { readonly at: number; readonly message: Message }[] = []
  const inMail: Message[] = []
  const slack: Channel = {
    name: 'slack',
    mode: 'always',
    async send(message) {
      const isAway = clock.at >= AWAY.from && clock.at < AWAY.to
      if (isAway) throw new ChannelError('slack: no connection in time', { permanent: false })
      inSlack.push({ at: clock.at, message })
      return {}
    },
  }
  const mail: Channel = {
    name: 'mail',
    mode: 'fallback',
    async send(message) {
      inMail.push(message)
      return {}
    },
  }
  const deps = { outbox: store.outbox, channels: [slack, mail], clock, random: () => 0.5, log: SILENT }
  const dispatcher = createDispatcher(deps)
  const waiting = STORIES.map((planned, nth) => ({ planned, alert: alertOf(planned, nth) }))
  const alerts = waiting.map(({ alert }) => alert)
  for (; clock.at < AWAY.to + 70 * MINUTE; clock.at += STEP) {
    while (waiting[0] && waiting[0].planned.at <= clock.at) {
      const { alert } = waiting.shift() as (typeof waiting)[number]
      await store.transaction((tx) => tx.saveAlerts([{ alert, channels: ['slack'] }], clock.at))
    }
    await dispatcher.drain()
  }
  await store.close()
  return { alerts, inSlack, inMail }
}

describe('Slack away for two hours of simulated time', () => {
  let played: Awaited<ReturnType<typeof play>>
  beforeAll(async () => {
    played = await play()
  }, 120_000)

  it('gets every alert once, each incident in order and folded, in at most three messages after its return', () => {
    const { alerts, inSlack } = played
    const arrived = inSlack.flatMap(({ message }) => partsOf(message)).map(({ key }) => key)
    expect(arrived.toSorted()).toEqual(alerts.map(({ key }) => key).toSorted())
    // Alerts of the time after the return are news of their own.
    const isFromBefore = (message: Message) => partsOf(message).some((alert) => alert.at < AWAY.to)
    const back = inSlack
      .filter(({ at, message }) => at >= AWAY.to && isFromBefore(message))
      .map(({ message }) => message)
    for (const incident of new Set(alerts.map(({ target }) => target))) {
      const keys = (messages: readonly Message[]) =>
        messages.flatMap(partsOf).flatMap(({ target, key }) => (target === incident ? [key] : []))
      const planned = alerts.filter(({ target }) => target === incident).map(({ key }) => key)
      expect(keys(inSlack.map(({ message }) => message))).toEqual(planned)
      expect([incident, back.filter(isAbout(incident)).length <= 3]).toEqual([incident, true])
    }
    expect(back.length).toBeLessThanOrEqual(6)
  })

  it('says how late a message is, and none goes to Slack while it is away', () => {
    const { inSlack } = played
    expect(inSlack.filter(({ at }) => at >= AWAY.from && at < AWAY.to)).toEqual([])
    const first = inSlack.find(({ at }) => at >= AWAY.to)
    expect(first?.message.headline).toMatch(/^\[.* late\] /)
  })

  it('sends what waits to the fallback from the sixteenth minute on', () => {
    const { alerts, inMail } = played
    const inFallback = new Set(inMail.flatMap(partsOf).map(({ key }) => key))
    const meanwhile = alerts.filter(({ at }) => at >= AWAY.from + 20 * MINUTE && at < AWAY.to - MINUTE)
    const newest = new Map(meanwhile.map(({ target, key }) => [target, key]))
    expect(meanwhile.length).toBeGreaterThan(20)
    for (const key of newest.values()) expect(inFallback).toContain(key)
  })
})
