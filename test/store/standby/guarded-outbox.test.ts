import { describe, expect, it } from 'vitest'
import { type AlertKind, HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { leaseEach, leaseFolded } from '../../support/lease.ts'
import { alertOf, applyVerdict, incidentOf, NOW, verdictOf } from '../kit.ts'
import { alert, breaks, lock, openGuarded, run } from './guarded-kit.ts'

describe('the outbox of a store whose database is locked', () => {
  it('sends waiting alerts, and stores that they were sent, so that none is sent twice', async () => {
    const { path, store, read } = await openGuarded()
    const waiting = alertOf('sandbox-0:opened')
    await store.transaction((tx) => tx.saveAlerts([{ alert: waiting, channels: ['slack'] }], NOW))
    const release = lock(path)
    await run(store, 1, breaks)
    const leased = await store.outbox.lease(NOW, leaseEach(MINUTE))
    expect(leased.map((one) => one.key).toSorted()).toEqual([waiting.key, alert.key])
    const [first, second] = leased
    await store.outbox.sent(first?.id ?? 0, NOW)
    release()
    await store.check()
    // The second one ends only now, after the standby is given up.
    expect(await store.outbox.lease(NOW + SECOND, leaseEach(MINUTE))).toEqual([])
    await store.outbox.sent(second?.id ?? 0, NOW)
    expect(await store.outbox.lease(NOW + 10 * MINUTE, leaseEach(MINUTE))).toEqual([])
    const alerts = await read((file) => file.alerts({ limit: 9 }))
    expect(alerts.flatMap(({ deliveries }) => deliveries.map(({ state }) => state))).toEqual(['sent', 'sent'])
  })

  it('retries a folded message after the lock with the same alerts', async () => {
    const { path, store, read } = await openGuarded()
    const [one, two] = [alertOf('a:opened'), alertOf('b:opened')]
    await store.transaction((tx) => tx.saveAlerts([{ alert: one, channels: ['slack'] }], NOW))
    const release = lock(path)
    await store.transaction((tx) => tx.saveAlerts([{ alert: two, channels: ['slack'] }], NOW))
    const [folded] = await store.outbox.lease(NOW, leaseFolded(MINUTE))
    expect(folded?.alerts.map(({ key }) => key)).toEqual([one.key, two.key])
    release()
    await store.check()
    await store.outbox.postpone(folded?.id ?? 0, NOW + SECOND, 'slack asked to wait')
    const [again] = await store.outbox.lease(NOW + SECOND, leaseFolded(MINUTE))
    expect(again).toMatchObject({ key: folded?.key, attempts: 1, alerts: folded?.alerts })
    await store.outbox.sent(again?.id ?? 0, NOW + SECOND)
    const alerts = await read((file) => file.alerts({ limit: 9 }))
    const deliveries = alerts.flatMap((alert) => alert.deliveries)
    expect(deliveries.map(({ message, state }) => [message, state])).toEqual([
      [folded?.key, 'sent'],
      [folded?.key, 'sent'],
    ])
  })

  it('knows the channels that received the opening of an earlier incident, and what they hold', async () => {
    const { path, store } = await openGuarded()
    const incident = incidentOf('sandbox-1')
    const planned = (kind: AlertKind, channel: string, holds = {}) => [
      { alert: alertOf(`sandbox-1:${kind}`, { kind, incident }), channels: [channel], holds },
    ]
    await applyVerdict(store, verdictOf({ incident: { incident, entries: [] } }))
    await store.transaction((tx) => tx.saveAlerts(planned('opened', 'slack'), NOW))
    const [opened] = await store.outbox.lease(NOW, leaseEach(MINUTE))
    await store.outbox.redirect(opened?.id ?? 0, 'mail', NOW)
    await store.outbox.dead(opened?.id ?? 0, NOW, 'HTTP 404')
    const unlock = lock(path)
    const recipients = () => store.transaction((tx) => tx.recipients('sandbox-1', NOW))
    expect(await recipients()).toEqual([{ channel: 'mail' }])
    await store.transaction((tx) => tx.saveAlerts(planned('changed', 'hook', { hook: NOW + MINUTE }), NOW))
    const hold = { channel: 'hook', heldUntil: NOW + MINUTE }
    expect(await recipients()).toEqual([{ channel: 'mail' }, hold])
    unlock()
    await store.check()
    expect(await recipients()).toEqual([{ channel: 'mail' }, hold])
    expect(store.condition()).toEqual({ ok: true })
  })

  it('reports a channel that refused during the lock as red, until it takes a message again', async () => {
    const { path, store, read } = await openGuarded()
    const release = lock(path)
    await run(store, 1, breaks)
    const [delivery] = await store.outbox.lease(NOW, leaseEach(MINUTE))
    await store.outbox.refuse(delivery?.id ?? 0, { now: NOW, dueAt: NOW + HOUR }, 'HTTP 404')
    const red = [{ channel: 'slack', refusal: { since: NOW, reason: 'HTTP 404', retryAt: NOW + HOUR } }]
    expect(await store.channelBacklogs(NOW)).toMatchObject(red)
    release()
    await store.check()
    expect(await read((file) => file.channelBacklogs(NOW))).toMatchObject(red)
    await store.outbox.retryRefused(NOW + SECOND)
    const [again] = await store.outbox.lease(NOW + SECOND, leaseEach(MINUTE))
    await store.outbox.sent(again?.id ?? 0, NOW + SECOND)
    expect(await store.channelBacklogs(NOW)).toEqual([])
  })

  it('stores the refusal of a message that was leased during the lock and answered after it', async () => {
    const { path, store } = await openGuarded()
    const release = lock(path)
    await run(store, 1, breaks)
    const [delivery] = await store.outbox.lease(NOW, leaseEach(MINUTE))
    release()
    await store.check()
    await store.outbox.refuse(delivery?.id ?? 0, { now: NOW, dueAt: NOW + HOUR }, 'HTTP 404')
    expect(await store.channelBacklogs(NOW)).toMatchObject([{ refusal: { since: NOW, reason: 'HTTP 404' } }])
  })

  it('retries a failed delivery after the database is back', async () => {
    const { path, store } = await openGuarded()
    const release = lock(path)
    await run(store, 1, breaks)
    const [delivery] = await store.outbox.lease(NOW, leaseEach(MINUTE))
    release()
    await store.check()
    await store.outbox.retry(delivery?.id ?? 0, NOW + SECOND, 'HTTP 503')
    expect(await store.outbox.lease(NOW + SECOND, leaseEach(MINUTE))).toMatchObject([{ key: alert.key, attempts: 2 }])
  })
})
