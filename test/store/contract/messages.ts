import { expect, it } from 'vitest'
import { type ChannelQueue, DAY, type LeaseOptions, MINUTE, SECOND } from '../../../src/core/index.ts'
import { leaseEach, leaseFolded } from '../../support/lease.ts'
import { alertOf, incidentOf, NOW, planAlert, type StoreFactory } from '../kit.ts'

const EACH = leaseEach(45 * SECOND)

/** The messages of the outbox: how far they got, and the threads that they begin. */
export function messagesContract({ open }: StoreFactory): void {
  async function planned(...keys: readonly string[]) {
    const { store, again } = await open()
    for (const key of keys) await planAlert(store, key, ['slack'])
    return { store, outbox: store.outbox, again }
  }

  it('lists no message that was never tried', async () => {
    const { store } = await planned('incident-1/opened')
    expect(await store.messages({ limit: 5 })).toEqual([])
  })

  it('calls a message sent while its service has not confirmed it', async () => {
    const { store, outbox } = await planned('incident-1/opened')
    const [leased] = await outbox.lease(NOW, EACH)
    const sent = { rung: 'sent', triedAt: NOW, attempts: 1, alertKeys: ['incident-1/opened'], key: 'incident-1/opened' }
    expect(await store.messages({ limit: 5 })).toEqual([
      { ...sent, channel: 'slack', state: 'sending', at: NOW, streams: [expect.any(String)] },
    ])
    await outbox.retry(leased?.id ?? 0, NOW + MINUTE, 'no answer in time')
    expect(await store.messages({ limit: 5 })).toMatchObject([
      { ...sent, state: 'pending', lastError: 'no answer in time' },
    ])
  })

  it('stores the rung that a message reached, with the time and the id of the service', async () => {
    const { store, outbox, again } = await planned('incident-1/opened', 'incident-2/opened')
    const [first, second] = await outbox.lease(NOW, EACH)
    await outbox.sent(first?.id ?? 0, NOW + SECOND, { rung: 'visible', serviceId: '1700000000.000100' })
    await outbox.sent(second?.id ?? 0, NOW + 2 * SECOND)
    const records = await (await again()).messages({ limit: 5 })
    expect(records.map(({ rung, reachedAt, serviceId, state }) => ({ rung, reachedAt, serviceId, state }))).toEqual([
      { rung: 'accepted', reachedAt: NOW + 2 * SECOND, serviceId: undefined, state: 'sent' },
      { rung: 'visible', reachedAt: NOW + SECOND, serviceId: '1700000000.000100', state: 'sent' },
    ])
    const deliveries = (await store.alerts({ limit: 5 })).flatMap((alert) => alert.deliveries)
    expect(deliveries.map(({ rung, serviceId }) => [rung, serviceId])).toEqual([
      ['accepted', undefined],
      ['visible', '1700000000.000100'],
    ])
  })

  it('are kept with their alerts when old runs and hours are pruned: sent, waiting and given up', async () => {
    const { store, outbox, again } = await planned('incident-1/opened', 'incident-2/opened', 'incident-3/opened')
    const [first, second] = await outbox.lease(NOW, EACH)
    await outbox.sent(first?.id ?? 0, NOW, { rung: 'visible', serviceId: '17' })
    await outbox.dead(second?.id ?? 0, NOW, 'no channel')
    const stored = async ({ alerts, messages }: typeof store) => [
      await alerts({ limit: 5 }),
      await messages({ limit: 5 }),
    ]
    const before = await stored(store)
    await store.prune(NOW + 3650 * DAY, { runsMs: DAY, hoursMs: DAY })
    const next = await again()
    expect(await stored(next)).toEqual(before)
    expect(await next.outbox.counts()).toEqual({ pending: 1, dead: 1 })
    expect(before[0]).toHaveLength(3)
  })

  it('lists a folded message once with all its alerts, the last tried first, of one incident or since a time', async () => {
    const { store, outbox } = await planned('incident-1/opened', 'incident-2/opened')
    await outbox.lease(NOW, leaseFolded(MINUTE))
    await planAlert(store, 'incident-3/opened', ['mail'], NOW + MINUTE)
    await outbox.lease(NOW + MINUTE + SECOND, leaseFolded(MINUTE))
    const keysOf = async (query: object) =>
      (await store.messages({ limit: 5, ...query })).map(({ alertKeys }) => alertKeys)
    const folded = ['incident-1/opened', 'incident-2/opened']
    expect(await keysOf({})).toEqual([['incident-3/opened'], folded])
    expect(await keysOf({ limit: 1 })).toEqual([['incident-3/opened']])
    const stream = (await store.messages({ limit: 5 }))[0]?.streams[0] ?? ''
    expect(await keysOf({ stream })).toEqual([['incident-3/opened']])
    expect(await keysOf({ from: NOW + 2 * MINUTE })).toEqual([])
  })

  it('tells which deliveries are updates, and when the last update of an incident was tried', async () => {
    const { store, outbox, again } = await planned()
    const incident = incidentOf('sandbox-1')
    const save = (kind: 'opened' | 'changed' | 'reminder' | 'resolved') =>
      store.transaction((tx) =>
        tx.saveAlerts([{ alert: alertOf(`sandbox-1:${kind}`, { kind, incident }), channels: ['slack'] }], NOW),
      )
    const queueAt = async (now: number) => {
      let seen: ChannelQueue | undefined
      const plan: LeaseOptions['plan'] = (queue) => {
        seen = queue
        return []
      }
      await (await again()).outbox.lease(now, leaseEach(MINUTE, { plan }))
      return seen
    }
    await save('opened')
    await save('changed')
    expect((await queueAt(NOW))?.waiting.map(({ isUpdate }) => isUpdate)).toEqual([false, true])
    const [folded] = await outbox.lease(NOW, leaseFolded(MINUTE))
    await outbox.sent(folded?.id ?? 0, NOW)
    await save('reminder')
    await save('resolved')
    const queue = await queueAt(NOW + MINUTE)
    expect(queue?.waiting.map(({ isUpdate }) => isUpdate)).toEqual([true, false])
    expect(queue?.updatedAt).toEqual(new Map([['sandbox-1', NOW]]))
    expect((await queueAt(NOW + 2 * MINUTE))?.updatedAt).toEqual(new Map())
  })

  it('gives later messages of an incident the thread that its first one began, also after a restart', async () => {
    const { store, outbox, again } = await planned()
    const incident = incidentOf('sandbox-1')
    const save = (kind: 'opened' | 'changed', key: string, channels: readonly string[]) =>
      store.transaction((tx) => tx.saveAlerts([{ alert: alertOf(key, { kind, incident }), channels }], NOW))
    await save('opened', 'sandbox-1:opened', ['slack'])
    const [opened] = await outbox.lease(NOW, EACH)
    expect(opened?.threads).toBeUndefined()
    await outbox.sent(opened?.id ?? 0, NOW, { thread: { stream: 'sandbox-1', id: 'C1/100.1' } })
    await save('changed', 'sandbox-1:changed', ['slack', 'mail'])
    const leased = await (await again()).outbox.lease(NOW, EACH)
    expect(leased.map(({ channel, threads }) => [channel, threads?.get('sandbox-1')])).toEqual([
      ['mail', undefined],
      ['slack', 'C1/100.1'],
    ])
    await outbox.sent(leased[1]?.id ?? 0, NOW, { thread: { stream: 'sandbox-1', id: 'C1/200.2' } })
    await save('changed', 'sandbox-1:changed:2', ['slack'])
    const [last] = await outbox.lease(NOW, EACH)
    expect(last?.threads).toEqual(new Map([['sandbox-1', 'C1/200.2']]))
  })
}
