import { describe, expect, it } from 'vitest'
import { type AlertKind, type ChannelQueue, HOUR, type LeasedMessage, MINUTE, SECOND } from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { leaseEach, leaseFolded } from '../../support/lease.ts'
import { alertOf, NOW, planAlert, type StoreFactory } from '../kit.ts'
import { refusedContract } from './refused.ts'
import { routedContract } from './routed.ts'

const LEASE = 45 * SECOND
const EACH = leaseEach(LEASE)

export function outboxContract(factory: StoreFactory): void {
  const { open } = factory
  refusedContract(factory)
  routedContract(factory)

  async function planned(channels: readonly string[] = ['slack', 'mail']) {
    const { store, again } = await open()
    await planAlert(store, 'incident-1/opened', channels)
    return { store, outbox: store.outbox, again }
  }

  it('leases each delivery of an alert once', async () => {
    const { outbox } = await planned()
    const leased = await outbox.lease(NOW, EACH)
    const alert = alertOf('incident-1/opened')
    expect(leased).toEqual([
      { id: expect.any(Number), key: alert.key, channel: 'mail', attempts: 1, alerts: [alert] },
      { id: expect.any(Number), key: alert.key, channel: 'slack', attempts: 1, alerts: [alert] },
    ])
    expect(await outbox.lease(NOW, EACH)).toEqual([])
  })

  it('stores one alert per key, and does not change its deliveries', async () => {
    const { store, outbox } = await planned()
    for (const { id } of await outbox.lease(NOW, EACH)) await outbox.sent(id, NOW + 5)
    await planAlert(store, 'incident-1/opened', ['slack', 'mail', 'hook'])
    expect(await outbox.lease(NOW + MINUTE, EACH)).toEqual([])
    const [record, ...others] = await store.alerts({ limit: 5 })
    expect(others).toEqual([])
    expect(record?.deliveries.map(({ channel, state, sentAt }) => [channel, state, sentAt])).toEqual([
      ['slack', 'sent', NOW + 5],
      ['mail', 'sent', NOW + 5],
    ])
  })

  it('reads the alerts that were planned within a span', async () => {
    const { store } = await planned([])
    const count = async (span: { readonly from?: number; readonly to?: number }) =>
      (await store.alerts({ ...span, limit: 5 })).length
    const { at } = alertOf('incident-1/opened')
    expect([await count({ from: at, to: at + 1 }), await count({ to: at }), await count({ from: at + 1 })]).toEqual([
      1, 0, 0,
    ])
  })

  it('stores an alert without deliveries', async () => {
    const { store } = await planned([])
    expect(await store.alerts({ limit: 5 })).toEqual([{ ...alertOf('incident-1/opened'), deliveries: [] }])
  })

  it('leases a message again, with the same key, when its lease expires', async () => {
    const { again, outbox } = await planned(['slack'])
    await outbox.lease(NOW, EACH)
    const next = (await again()).outbox
    expect(await next.lease(NOW + LEASE - 1, EACH)).toEqual([])
    expect(await next.lease(NOW + LEASE, EACH)).toMatchObject([{ key: 'incident-1/opened', attempts: 2 }])
    expect(await outbox.lease(NOW + LEASE, EACH)).toEqual([])
  })

  it('waits before a retry, and keeps the error of the channel', async () => {
    const { store, outbox } = await planned(['slack'])
    const [first] = await outbox.lease(NOW, EACH)
    await outbox.retry(first?.id ?? 0, NOW + MINUTE, `HTTP 503 ${'x'.repeat(5_000)}`)
    expect(await outbox.counts()).toEqual({ pending: 1, dead: 0 })
    expect(await outbox.lease(NOW + MINUTE - 1, EACH)).toEqual([])
    const [delivery] = (await store.alerts({ limit: 1 }))[0]?.deliveries ?? []
    expect(delivery).toMatchObject({
      state: 'pending',
      attempts: 1,
      dueAt: NOW + MINUTE,
      alertKey: 'incident-1/opened',
    })
    expect(delivery?.lastError).toMatch(/^HTTP 503 x{10}/)
    expect(delivery?.lastError?.length).toBeLessThanOrEqual(500)
    expect(await outbox.lease(NOW + MINUTE, EACH)).toMatchObject([{ attempts: 2 }])
  })

  it('waits no longer after the clock is set back, whether reported or found after a restart', async () => {
    const { store, outbox } = await planned(['slack'])
    const [first] = await outbox.lease(NOW, EACH)
    await outbox.retry(first?.id ?? 0, NOW + MINUTE, 'HTTP 503')
    await planAlert(store, 'sending', ['slack'])
    await outbox.lease(NOW, EACH)
    const back = NOW - 30 * MINUTE
    await outbox.clockSetBack(back, 30 * MINUTE)
    expect(await outbox.lease(back + LEASE - 1, EACH)).toEqual([])
    expect(await outbox.lease(back + LEASE, EACH)).toMatchObject([{ key: 'sending' }])
    expect(await outbox.lease(back + MINUTE, EACH)).toMatchObject([{ key: 'incident-1/opened' }])
    await outbox.retry(first?.id ?? 0, back + MINUTE, 'HTTP 503')
    expect(await outbox.lease(back - 2 * HOUR, EACH)).toHaveLength(2)
  })

  it('abandons a delivery, and redirects it once', async () => {
    const { store, outbox } = await planned(['slack'])
    const [first] = await outbox.lease(NOW, EACH)
    const id = first?.id ?? 0
    await outbox.dead(id, NOW + 1, 'HTTP 404 no_service')
    await outbox.redirect(id, 'mail', NOW + 1)
    await outbox.redirect(id, 'mail', NOW + 2)
    await outbox.redirect(id, 'slack', NOW + 2)
    expect(await outbox.counts()).toEqual({ pending: 1, dead: 1 })
    expect(await outbox.lease(NOW + MINUTE, EACH)).toMatchObject([{ channel: 'mail', attempts: 1 }])
    expect(await store.health({ from: 0, to: NOW })).toMatchObject({ pendingDeliveries: 1, deadDeliveries: 1 })
    await expect(outbox.redirect(999, 'mail', NOW)).rejects.toMatchObject({ code: 'unknown_delivery' })
  })

  it('keeps a sent message as sent, whatever an earlier lease reports', async () => {
    const { store, outbox } = await planned(['slack'])
    const id = (await outbox.lease(NOW, EACH))[0]?.id ?? 0
    await outbox.sent(id, NOW + 3)
    await outbox.retry(id, NOW + 4, 'too late')
    await outbox.dead(id, NOW + 4, 'too late')
    expect(await outbox.lease(NOW + MINUTE, EACH)).toEqual([])
    expect((await store.alerts({ limit: 1 }))[0]?.deliveries).toMatchObject([{ state: 'sent', sentAt: NOW + 3 }])
  })

  it('folds waiting alerts into one message, which every attempt repeats', async () => {
    const { store, outbox, again } = await planned(['slack'])
    await planAlert(store, 'incident-2/opened', ['slack'])
    const keysOf = (messages: readonly LeasedMessage[]) => messages.map(({ alerts }) => alerts.map(({ key }) => key))
    const [first] = await outbox.lease(NOW, leaseFolded(LEASE))
    await planAlert(store, 'incident-3/opened', ['slack'])
    expect(keysOf(await outbox.lease(NOW + 1, leaseFolded(LEASE)))).toEqual([['incident-3/opened']])
    const afterDeath = await (await again()).outbox.lease(NOW + LEASE, leaseFolded(LEASE))
    expect(keysOf(afterDeath)).toEqual([['incident-1/opened', 'incident-2/opened']])
    expect(afterDeath[0]).toMatchObject({ id: first?.id, key: first?.key, attempts: 2 })
    await outbox.sent(first?.id ?? 0, NOW + LEASE)
    const deliveries = (await store.alerts({ limit: 5 })).flatMap((alert) => alert.deliveries)
    expect(deliveries.map(({ alertKey, message, state }) => [alertKey, message, state]).toSorted()).toEqual([
      ['incident-1/opened', 'all 2', 'sent'],
      ['incident-2/opened', 'all 2', 'sent'],
      ['incident-3/opened', 'all 1', 'sending'],
    ])
  })

  /** Stores an alert on an incident. */
  const save = (store: Store, name: string, kind: AlertKind, channels: readonly string[] = ['slack']) => {
    const incident = { ...{ name, target: 'sandbox', openedAt: NOW, impactAt: NOW }, surfaces: [], scope: '' }
    const alert = alertOf(`${name}:${kind}`, { kind, incident })
    return store.transaction((tx) => tx.saveAlerts([{ alert, channels }], NOW))
  }

  it('never sends an alert before an unsent one of its incident', async () => {
    const { store, outbox } = await planned([])
    await save(store, 'a', 'opened')
    const [opened] = await outbox.lease(NOW, EACH)
    await save(store, 'a', 'changed')
    await save(store, 'b', 'opened')
    expect(await outbox.lease(NOW, EACH)).toMatchObject([{ key: 'b:opened' }])
    await outbox.retry(opened?.id ?? 0, NOW + MINUTE, 'HTTP 503')
    expect(await outbox.lease(NOW + SECOND, EACH)).toEqual([])
    await outbox.sent(opened?.id ?? 0, NOW + 2 * SECOND)
    expect(await outbox.lease(NOW + 2 * SECOND, EACH)).toMatchObject([{ key: 'a:changed' }])
  })

  it('passes the plan the messages of the last two minutes and the number of unsent ones', async () => {
    const { store, outbox } = await planned(['slack'])
    const [opened] = await outbox.lease(NOW, EACH)
    await outbox.retry(opened?.id ?? 0, NOW + MINUTE, 'HTTP 503')
    await save(store, 'incident-2', 'opened')
    const queues: ChannelQueue[] = []
    const plan = (queue: ChannelQueue) => {
      queues.push(queue)
      return []
    }
    const looking = leaseEach(LEASE, { plan })
    for (const at of [NOW + SECOND, NOW + 30 * SECOND, NOW + 3 * MINUTE]) await outbox.lease(at, looking)
    expect(new Set(queues.map(({ recent, unsent }) => JSON.stringify([recent, unsent])))).toEqual(
      new Set([JSON.stringify([[NOW], 1]), JSON.stringify([[], 1])]),
    )
    expect(queues[0]?.waiting).toMatchObject([{ alertKey: 'incident-2:opened', stream: 'incident-2' }])
  })

  it('skips paused channels, and counts no attempt of a postponed message', async () => {
    const { outbox } = await planned()
    const leased = await outbox.lease(NOW, { ...EACH, paused: ['slack'] })
    expect(leased).toMatchObject([{ channel: 'mail', attempts: 1 }])
    await outbox.postpone(leased[0]?.id ?? 0, NOW + SECOND, 'mail asked to wait')
    const again = await outbox.lease(NOW + SECOND, { ...EACH, paused: ['slack'] })
    expect(again).toMatchObject([{ channel: 'mail', attempts: 1 }])
  })

  it('redirects all unsent alerts of a channel to another, once', async () => {
    const { store, outbox } = await planned(['slack'])
    const [opened] = await outbox.lease(NOW, EACH)
    await planAlert(store, 'incident-2/opened', ['slack'])
    await planAlert(store, 'incident-3/opened', ['slack', 'mail'])
    expect(await outbox.redirectAll('slack', 'mail', NOW)).toBe(2)
    expect(await outbox.redirectAll('slack', 'mail', NOW)).toBe(0)
    await outbox.sent(opened?.id ?? 0, NOW)
    expect((await outbox.lease(NOW, EACH)).map(({ channel, key }) => `${channel} ${key}`).toSorted()).toEqual([
      'mail incident-1/opened',
      'mail incident-2/opened',
      'mail incident-3/opened',
      'slack incident-2/opened',
      'slack incident-3/opened',
    ])
  })

  describe('alerts', () => {
    it('are read newest first, from a time on, up to a limit', async () => {
      const { store } = await open()
      for (const minute of [2, 0, 1]) await planAlert(store, `alert ${minute}`, [], NOW + minute * MINUTE)
      const keys = async (query: { from?: number; limit: number }) => (await store.alerts(query)).map(({ key }) => key)
      expect(await keys({ limit: 10 })).toEqual(['alert 2', 'alert 1', 'alert 0'])
      expect(await keys({ limit: 2 })).toEqual(['alert 2', 'alert 1'])
      expect(await keys({ limit: 10, from: NOW + MINUTE })).toEqual(['alert 2', 'alert 1'])
    })
  })
}
