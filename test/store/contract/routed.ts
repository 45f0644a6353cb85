import { describe, expect, it } from 'vitest'
import { type AlertKind, DAY, HOUR, MINUTE, type PlannedAlert, SECOND } from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { leaseEach, leaseFolded } from '../../support/lease.ts'
import { alertOf, NOW, type StoreFactory } from '../kit.ts'

const LEASE = 45 * SECOND
const EACH = leaseEach(LEASE)
const MORNING = NOW + 5 * HOUR

/** What routes ask of a store: holds, who has the alerts of a stream, who takes over. */
export function routedContract({ open }: StoreFactory): void {
  /** Stores an alert on an incident. */
  const save = (store: Store, key: string, more: Partial<PlannedAlert> = {}, at = NOW) => {
    const [name = '', kind] = key.split(':') as [string, AlertKind]
    const incident = { ...{ name, target: 'sandbox', openedAt: NOW, impactAt: NOW }, surfaces: [], scope: '' }
    const planned = { alert: alertOf(key, { kind, incident }), channels: ['slack'], ...more }
    return store.transaction((tx) => tx.saveAlerts([planned], at))
  }
  const recipients = (store: Store, at = NOW) => store.transaction((tx) => tx.recipients('a', at))

  describe('alerts that a route holds', () => {
    it('are due when the hold ends, also after a restart, and say that they were held', async () => {
      const { store, again } = await open()
      await save(store, 'a:opened', { holds: { slack: MORNING } })
      expect(await store.outbox.lease(MORNING - 1, EACH)).toEqual([])
      const [message] = await (await again()).outbox.lease(MORNING, EACH)
      expect(message).toMatchObject({ key: 'a:opened', heldUntil: MORNING })
    })

    it('come to the plan as held, together with others that are not', async () => {
      const { store } = await open()
      await save(store, 'a:opened', { holds: { slack: MORNING } })
      await save(store, 'b:opened')
      const seen: unknown[] = []
      const plan = ({ waiting }: { readonly waiting: readonly unknown[] }) => {
        seen.push(waiting)
        return []
      }
      await store.outbox.lease(MORNING, leaseEach(LEASE, { plan }))
      expect(seen[0]).toEqual([
        { id: expect.any(Number), alertKey: 'a:opened', stream: 'a', isUpdate: false, heldUntil: MORNING },
        { id: expect.any(Number), alertKey: 'b:opened', stream: 'b', isUpdate: false },
      ])
    })

    it('go at once, together with an alert of their incident that is not held', async () => {
      const { store } = await open()
      await save(store, 'a:opened', { channels: ['slack', 'mail'], holds: { slack: MORNING, mail: MORNING } })
      await save(store, 'b:opened', { holds: { slack: MORNING } })
      await save(store, 'a:changed')
      const messages = await store.outbox.lease(NOW, leaseFolded(LEASE))
      expect(messages.map(({ channel, alerts }) => [channel, alerts.map(({ key }) => key)])).toEqual([
        ['slack', ['a:opened', 'a:changed']],
      ])
      expect(messages[0]).not.toHaveProperty('heldUntil')
    })

    it('wait no longer after the clock is set back, whether reported or found after a restart', async () => {
      const { store, again } = await open()
      await save(store, 'a:opened', { holds: { slack: MORNING } })
      await store.outbox.clockSetBack(NOW - HOUR, HOUR)
      expect(await store.outbox.lease(MORNING - HOUR - 1, leaseEach(LEASE, { paused: ['mail'] }))).toEqual([])
      expect(await (await again()).outbox.lease(NOW - 30 * DAY, EACH)).toHaveLength(1)
    })

    it('are held, not waiting, in the backlog, and are taken over by no channel', async () => {
      const { store } = await open()
      await save(store, 'a:opened', { holds: { slack: MORNING } })
      await save(store, 'b:opened', { holds: { slack: MORNING + HOUR } })
      expect(await store.channelBacklogs(NOW)).toEqual([
        { channel: 'slack', waiting: 0, since: expect.any(Number), held: { count: 2, until: MORNING } },
      ])
      expect(await store.outbox.redirectAll('slack', 'mail', NOW)).toBe(0)
      expect(await store.channelBacklogs(MORNING)).toMatchObject([{ waiting: 1, held: { count: 1 } }])
      expect(await store.outbox.redirectAll('slack', 'mail', MORNING)).toBe(1)
    })
  })

  describe('the recipients of a stream', () => {
    it('are the channels that got one of its alerts or are to get it, not those that it was given up for', async () => {
      const { store } = await open()
      await save(store, 'a:opened', { channels: ['slack', 'old', 'mail'], holds: { mail: MORNING } })
      await save(store, 'b:opened', { channels: ['hook'] })
      for (const { id, channel } of await store.outbox.lease(NOW, EACH)) {
        if (channel === 'slack') await store.outbox.sent(id, NOW)
        if (channel === 'old') await store.outbox.redirect(id, 'pager', NOW)
        if (channel === 'old') await store.outbox.dead(id, NOW, 'gone')
      }
      expect(await recipients(store)).toEqual([
        { channel: 'slack' },
        { channel: 'mail', heldUntil: MORNING },
        { channel: 'pager' },
      ])
      expect(await recipients(store, MORNING)).toContainEqual({ channel: 'mail' })
      await save(store, 'a:resolved', { channels: ['slack', 'lead'] })
      expect((await recipients(store)).map(({ channel }) => channel)).toEqual(['slack', 'mail', 'pager', 'lead'])
    })

    it('start again with each opening of a notice', async () => {
      const { store } = await open()
      const notice = (key: string, channel: string) =>
        store.transaction((tx) => tx.saveAlerts([{ alert: alertOf(key), channels: [channel] }], NOW))
      await notice('n:notice:1', 'slack')
      await notice('n:cleared:2', 'slack')
      await notice('n:notice:3', 'mail')
      expect(await store.transaction((tx) => tx.recipients('n', NOW))).toEqual([{ channel: 'mail' }])
    })

    it('keep the address that the last alert was sent to, and get the first alert again where it changed', async () => {
      const { store } = await open()
      const leaseAt = (address: string) =>
        store.outbox.lease(NOW, { ...leaseFolded(LEASE), addresses: { slack: address } })
      await save(store, 'a:opened')
      for (const { id } of await leaseAt('first')) await store.outbox.sent(id, NOW)
      expect(await recipients(store)).toEqual([{ channel: 'slack', address: 'first' }])
      await save(store, 'a:resolved', { resend: ['slack'] })
      const messages = await leaseAt('second')
      expect(messages.map(({ alerts }) => alerts.map(({ key }) => key))).toEqual([['a:opened', 'a:resolved']])
      for (const { id } of messages) await store.outbox.sent(id, NOW)
      expect(await recipients(store)).toEqual([{ channel: 'slack', address: 'second' }])
      expect(await store.outbox.counts()).toEqual({ pending: 0, dead: 0 })
    })
  })

  it('gives the alerts of a stream in the order they were planned', async () => {
    const { store } = await open()
    for (const key of ['a:opened', 'b:opened', 'ab:opened', 'a:changed']) await save(store, key)
    const alerts = await store.transaction((tx) => tx.alertsOf('a'))
    expect(alerts.map(({ key }) => key)).toEqual(['a:opened', 'a:changed'])
  })

  it('redirects an end together with the opening, where the channel has nothing of the incident', async () => {
    const { store } = await open()
    await save(store, 'a:opened')
    await save(store, 'b:opened', { channels: ['slack', 'mail'] })
    for (const { id } of await store.outbox.lease(NOW, EACH)) await store.outbox.sent(id, NOW)
    await save(store, 'a:resolved')
    await save(store, 'b:resolved')
    expect(await store.outbox.redirectAll('slack', 'mail', NOW)).toBe(3)
    expect(await store.outbox.redirectAll('slack', 'mail', NOW)).toBe(0)
    const leased = await store.outbox.lease(NOW, { ...leaseFolded(LEASE), paused: ['slack'] })
    expect(leased.map(({ channel, alerts }) => [channel, alerts.map(({ key }) => key)])).toEqual([
      ['mail', ['a:opened', 'a:resolved', 'b:resolved']],
    ])
  })

  it('redirects what a route names a channel for to that channel, the rest to the fallback', async () => {
    const { store } = await open()
    await save(store, 'a:opened', { takeover: { slack: ['lead', 'boss'] } })
    await save(store, 'b:opened')
    expect((await recipients(store))[0]?.takeover).toEqual(['lead', 'boss'])
    expect(await store.outbox.redirectAll('slack', undefined, NOW)).toBe(2)
    expect(await store.outbox.redirectAll('slack', 'mail', NOW)).toBe(1)
    expect(await store.outbox.redirectAll('slack', 'mail', NOW + MINUTE)).toBe(0)
    const leased = await store.outbox.lease(NOW, { ...EACH, paused: ['slack'] })
    expect(leased.map(({ channel, key }) => `${channel} ${key}`).toSorted()).toEqual([
      'boss a:opened',
      'lead a:opened',
      'mail b:opened',
    ])
  })
}
