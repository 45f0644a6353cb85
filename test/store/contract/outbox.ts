import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { alertOf, NOW, plan, type StoreFactory } from '../kit.ts'

const LEASE = 45 * SECOND

export function outboxContract({ open }: StoreFactory): void {
  async function planned(channels: readonly string[] = ['slack', 'mail']) {
    const { store, again } = await open()
    await plan(store, 'incident-1/opened', channels)
    return { store, outbox: store.outbox, again }
  }

  it('hands out each delivery of an alert once', async () => {
    const { outbox } = await planned()
    const leased = await outbox.lease(NOW, 10, LEASE)
    const alert = alertOf('incident-1/opened')
    expect(leased).toEqual([
      { id: expect.any(Number), alert, channel: 'slack', attempts: 1 },
      { id: expect.any(Number), alert, channel: 'mail', attempts: 1 },
    ])
    expect(await outbox.lease(NOW, 10, LEASE)).toEqual([])
  })

  it('hands out no more than is asked for, the longest due first', async () => {
    const { store, outbox } = await planned(['slack'])
    await plan(store, 'earlier', ['slack'], NOW - MINUTE)
    await plan(store, 'later', ['slack'], NOW + MINUTE)
    const keys = async (now: number) => (await outbox.lease(now, 1, LEASE)).map(({ alert }) => alert.key)
    expect([await keys(NOW), await keys(NOW), await keys(NOW)]).toEqual([['earlier'], ['incident-1/opened'], []])
    expect(await keys(NOW + MINUTE)).toEqual(['incident-1/opened'])
  })

  it('keeps one alert per key, and leaves its deliveries as they are', async () => {
    const { store, outbox } = await planned()
    for (const { id } of await outbox.lease(NOW, 10, LEASE)) await outbox.sent(id, NOW + 5)
    await plan(store, 'incident-1/opened', ['slack', 'mail', 'hook'])
    expect(await outbox.lease(NOW + MINUTE, 10, LEASE)).toEqual([])
    const [record, ...others] = await store.alerts({ limit: 5 })
    expect(others).toEqual([])
    expect(record?.deliveries.map(({ channel, state, sentAt }) => [channel, state, sentAt])).toEqual([
      ['slack', 'sent', NOW + 5],
      ['mail', 'sent', NOW + 5],
    ])
  })

  it('keeps an alert that goes nowhere', async () => {
    const { store } = await planned([])
    expect(await store.alerts({ limit: 5 })).toEqual([{ ...alertOf('incident-1/opened'), deliveries: [] }])
  })

  it('hands out again what its holder did not report, with the same key', async () => {
    const { again, outbox } = await planned(['slack'])
    await outbox.lease(NOW, 10, LEASE)
    const next = (await again()).outbox
    expect(await next.lease(NOW + LEASE - 1, 10, LEASE)).toEqual([])
    expect(await next.lease(NOW + LEASE, 10, LEASE)).toMatchObject([
      { alert: { key: 'incident-1/opened' }, attempts: 2 },
    ])
    expect(await outbox.lease(NOW + LEASE, 10, LEASE)).toEqual([])
  })

  it('waits before a further try, and keeps what the channel said', async () => {
    const { store, outbox } = await planned(['slack'])
    const [first] = await outbox.lease(NOW, 10, LEASE)
    await outbox.retry(first?.id ?? 0, NOW + MINUTE, `HTTP 503 ${'x'.repeat(5_000)}`)
    expect(await outbox.counts()).toEqual({ pending: 1, dead: 0 })
    expect(await outbox.lease(NOW + MINUTE - 1, 10, LEASE)).toEqual([])
    const [delivery] = (await store.alerts({ limit: 1 }))[0]?.deliveries ?? []
    expect(delivery).toMatchObject({
      state: 'pending',
      attempts: 1,
      dueAt: NOW + MINUTE,
      alertKey: 'incident-1/opened',
    })
    expect(delivery?.lastError).toMatch(/^HTTP 503 x{10}/)
    expect(delivery?.lastError?.length).toBeLessThanOrEqual(500)
    expect(await outbox.lease(NOW + MINUTE, 10, LEASE)).toMatchObject([{ attempts: 2 }])
  })

  it('waits no longer than before when the clock is set back, be it told or found after a restart', async () => {
    const { store, outbox } = await planned(['slack'])
    const [first] = await outbox.lease(NOW, 10, LEASE)
    await outbox.retry(first?.id ?? 0, NOW + MINUTE, 'HTTP 503')
    await plan(store, 'sending', ['slack'])
    await outbox.lease(NOW, 10, LEASE)
    const back = NOW - 30 * MINUTE
    await outbox.clockSetBack(back, 30 * MINUTE)
    expect(await outbox.lease(back + LEASE - 1, 10, LEASE)).toEqual([])
    expect(await outbox.lease(back + LEASE, 10, LEASE)).toMatchObject([{ alert: { key: 'sending' } }])
    expect(await outbox.lease(back + MINUTE, 10, LEASE)).toMatchObject([{ alert: { key: 'incident-1/opened' } }])
    await outbox.retry(first?.id ?? 0, back + MINUTE, 'HTTP 503')
    expect(await outbox.lease(back - 2 * HOUR, 10, LEASE)).toHaveLength(2)
  })

  it('gives up a delivery for good, and sends it another way once', async () => {
    const { store, outbox } = await planned(['slack'])
    const [first] = await outbox.lease(NOW, 10, LEASE)
    const id = first?.id ?? 0
    await outbox.dead(id, NOW + 1, 'HTTP 404 no_service')
    await outbox.redirect(id, 'mail', NOW + 1)
    await outbox.redirect(id, 'mail', NOW + 2)
    await outbox.redirect(id, 'slack', NOW + 2)
    expect(await outbox.counts()).toEqual({ pending: 1, dead: 1 })
    expect(await outbox.lease(NOW + MINUTE, 10, LEASE)).toMatchObject([{ channel: 'mail', attempts: 1 }])
    expect(await store.health({ from: 0, to: NOW })).toMatchObject({ pendingDeliveries: 1, deadDeliveries: 1 })
    await expect(outbox.redirect(999, 'mail', NOW)).rejects.toMatchObject({ code: 'unknown_delivery' })
  })

  it('lets what was sent stay sent, whoever else still holds it', async () => {
    const { store, outbox } = await planned(['slack'])
    const id = (await outbox.lease(NOW, 10, LEASE))[0]?.id ?? 0
    await outbox.sent(id, NOW + 3)
    await outbox.retry(id, NOW + 4, 'too late')
    await outbox.dead(id, NOW + 4, 'too late')
    expect(await outbox.lease(NOW + MINUTE, 10, LEASE)).toEqual([])
    expect((await store.alerts({ limit: 1 }))[0]?.deliveries).toMatchObject([{ state: 'sent', sentAt: NOW + 3 }])
  })

  describe('alerts', () => {
    it('are read newest first, from a moment on, as many as are asked for', async () => {
      const { store } = await open()
      for (const minute of [2, 0, 1]) await plan(store, `alert ${minute}`, [], NOW + minute * MINUTE)
      const keys = async (query: { from?: number; limit: number }) => (await store.alerts(query)).map(({ key }) => key)
      expect(await keys({ limit: 10 })).toEqual(['alert 2', 'alert 1', 'alert 0'])
      expect(await keys({ limit: 2 })).toEqual(['alert 2', 'alert 1'])
      expect(await keys({ limit: 10, from: NOW + MINUTE })).toEqual(['alert 2', 'alert 1'])
    })
  })
}
