import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deliveryText } from '../../src/cli/live/live-view.ts'
import { readFailedDeliveries } from '../../src/cli/readings/deliveries.ts'
import { type AlertRecord, MINUTE, type Outbox, SILENT } from '../../src/core/index.ts'
import { type Channel, ChannelError, createDispatcher, type Message, saveRouted } from '../../src/notify/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { createClock } from '../support/clock.ts'
import { placeEmptyDatabase } from '../support/empty-database.ts'
import { LOGIN_DOWN, LOGIN_RECOVERED, NOW, onlyAlert } from './kit.ts'

const ALERTS = [onlyAlert(LOGIN_DOWN), onlyAlert(LOGIN_RECOVERED)]

describe('the dispatcher on the real store', () => {
  let folder: string
  let store: Store
  const clock = createClock(NOW)
  const taken: Message[] = []

  const slack: Channel = {
    name: 'slack',
    mode: 'always',
    send: async (alert) => {
      taken.push(alert)
      return {}
    },
  }
  const refusing: Channel = {
    name: 'gone',
    mode: 'always',
    send: async () => {
      throw new ChannelError('gone: HTTP 404 (no_service)', { permanent: true, hint: 'Make a new one.' })
    },
  }
  const email: Channel = { ...slack, name: 'email', mode: 'fallback' }

  beforeEach(async () => {
    clock.at = NOW
    taken.length = 0
    folder = await mkdtemp(join(tmpdir(), 'doorwatch-notify-'))
    const path = join(folder, 'doorwatch.sqlite')
    await placeEmptyDatabase(path)
    store = await openStore({ path, log: SILENT, clock })
  })
  afterEach(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })

  const dispatcherOf = (channels: readonly Channel[], outbox: Outbox = store.outbox) =>
    createDispatcher({ outbox, channels, clock, random: () => 0.5, log: SILENT })

  const plan = (channels: readonly Channel[]) =>
    store.transaction((tx) => saveRouted(tx, ALERTS, { routing: { routes: [], channels }, now: clock.at }))

  it('delivers what the pipeline stored, as it was planned', async () => {
    await plan([slack])
    expect(await dispatcherOf([slack]).drain()).toEqual({ sent: 1, retried: 0, dead: 0 })
    expect(taken).toMatchObject([{ kind: 'resolved', parts: ALERTS }])
    expect(await store.outbox.counts()).toEqual({ pending: 0, dead: 0 })
  })

  it('delivers once what was planned twice, however many drain', async () => {
    await plan([slack])
    await plan([slack])
    await Promise.all([dispatcherOf([slack]).drain(), dispatcherOf([slack]).drain(), dispatcherOf([slack]).drain()])
    expect(taken.map(({ parts }) => parts)).toEqual([ALERTS])
  })

  it('keeps which recipients refused an alert that others took', async () => {
    const mail: Channel = { ...slack, name: 'mail', send: async () => ({ refused: 'gone@example.org (550 gone)' }) }
    await plan([mail])
    await dispatcherOf([mail]).drain()
    const [first] = await store.alerts({ limit: 10 })
    expect(first?.deliveries).toMatchObject([{ state: 'sent', lastError: 'refused by gone@example.org (550 gone)' }])
    expect(await readFailedDeliveries(store, NOW)).toMatchObject([{ channel: 'mail', outcome: 'partly' }])
    expect(deliveryText(first as AlertRecord, NOW, 'UTC')).toBe(
      'sent to mail, but refused by gone@example.org (550 gone)',
    )
  })

  it('keeps what a channel refuses, with the reason, and sends it through the fallback', async () => {
    await plan([refusing, email])
    expect(await dispatcherOf([refusing, email]).drain()).toEqual({ sent: 1, retried: 1, dead: 0 })
    expect(taken).toHaveLength(1)
    const [first] = await store.alerts({ limit: 10 })
    expect(first?.deliveries.map(({ channel, state, lastError }) => ({ channel, state, lastError }))).toEqual([
      { channel: 'gone', state: 'pending', lastError: 'gone: HTTP 404 (no_service). Make a new one.' },
      { channel: 'email', state: 'sent', lastError: undefined },
    ])
  })

  it('sends again with the same key after the worker died during the send', async () => {
    await plan([slack])
    const dyingOutbox: Outbox = { ...store.outbox, sent: () => Promise.reject(new Error('killed')) }
    await dispatcherOf([slack], dyingOutbox).drain()
    expect(await dispatcherOf([slack]).drain()).toMatchObject({ sent: 0 })
    clock.advance(MINUTE)
    expect(await dispatcherOf([slack]).drain()).toMatchObject({ sent: 1 })
    expect(taken).toHaveLength(2)
    expect(taken[1]?.key).toBe(taken[0]?.key)
  })
})
