import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/index.ts'
import { leaseEach } from '../../support/lease.ts'
import { alertOf, NOW, requestOf, resultOf } from '../kit.ts'
import { alert, breaks, lock, openGuarded, run } from './guarded-kit.ts'

describe('a store whose database is locked', () => {
  it('continues to record, judge and alert, and writes all of it after the lock', async () => {
    const { path, store, read } = await openGuarded()
    await run(store, 0)
    const release = lock(path)
    await run(store, 1)
    await run(store, 2, breaks)
    expect(store.condition()).toMatchObject({ ok: false, error: { code: 'db_locked' }, heldRuns: 2 })
    expect(await store.surfaces()).toMatchObject([{ surface: 'login', state: 'down' }])
    expect(await store.runs({ limit: 9 })).toHaveLength(3)
    expect(await store.outbox.lease(NOW, leaseEach(MINUTE))).toMatchObject([{ channel: 'slack', key: alert.key }])
    expect(await read((file) => file.runs({ limit: 9 }))).toHaveLength(1)

    release()
    await store.check()
    expect(store.condition()).toEqual({ ok: true })
    await run(store, 3)
    expect(await read((file) => file.runs({ limit: 9 }))).toHaveLength(4)
    expect(await read((file) => file.surfaces())).toMatchObject([{ surface: 'login', state: 'down' }])
    expect(await read((file) => file.judgeMemory('sandbox'))).toMatchObject({
      memory: { time: { activeMs: 42 } },
      unreadable: [],
    })
    expect(await read((file) => file.transitions({ from: 0, to: NOW + MINUTE }))).toHaveLength(1)
  })

  it('finishes runs in the database that were claimed in memory, and the other way round', async () => {
    const { path, store, read } = await openGuarded()
    const before = await store.transaction((tx) => tx.claimRun(requestOf({ scheduledAt: NOW }), NOW))
    const release = lock(path)
    const meanwhile = await store.transaction((tx) => tx.claimRun(requestOf({ scheduledAt: NOW + 1 }), NOW))
    await store.transaction((tx) => tx.finishRun(before ?? 0, resultOf({ scheduledAt: NOW })))
    release()
    await store.check()
    await store.transaction((tx) => tx.finishRun(meanwhile ?? 0, resultOf({ scheduledAt: NOW + 1 })))
    const runs = await read((file) => file.runs({ limit: 9 }))
    expect(runs.map(({ scheduledAt, outcome }) => [scheduledAt - NOW, outcome])).toEqual([
      [1, 'passed'],
      [0, 'passed'],
    ])
  })

  it('keeps runs and deliveries of one lock apart from those of the next', async () => {
    const { path, store, read } = await openGuarded()
    let release = lock(path)
    const first = await store.transaction((tx) => tx.claimRun(requestOf({ scheduledAt: NOW }), NOW))
    await store.transaction((tx) => tx.saveAlerts([{ alert, channels: ['slack'] }], NOW))
    const [delivery] = await store.outbox.lease(NOW, leaseEach(MINUTE))
    release()
    await store.check()
    release = lock(path)
    const second = await store.transaction((tx) => tx.claimRun(requestOf({ scheduledAt: NOW + 1 }), NOW))
    await store.transaction((tx) => tx.saveAlerts([{ alert: alertOf('other'), channels: ['slack'] }], NOW))
    const [other] = await store.outbox.lease(NOW, leaseEach(MINUTE))
    expect([second === first, other?.id === delivery?.id]).toEqual([false, false])
    await store.transaction((tx) => tx.finishRun(first ?? 0, resultOf({ scheduledAt: NOW, durationMs: 111 })))
    await store.transaction((tx) => tx.finishRun(second ?? 0, resultOf({ scheduledAt: NOW + 1, durationMs: 222 })))
    await store.outbox.sent(delivery?.id ?? 0, NOW)
    await store.outbox.dead(other?.id ?? 0, NOW, 'gone')
    release()
    await store.check()
    const runs = await read((file) => file.runs({ limit: 9 }))
    expect(runs.map(({ durationMs }) => durationMs)).toEqual([222, 111])
    const alerts = await read((file) => file.alerts({ limit: 9 }))
    const states = alerts.map(({ key, deliveries }) => [key, deliveries[0]?.state])
    expect(Object.fromEntries(states)).toEqual({ [alert.key]: 'sent', other: 'dead' })
  })

  it('does not run a slot again that ran before the lock', async () => {
    const { path, store } = await openGuarded()
    await run(store, 0)
    lock(path)
    await run(store, 1)
    expect(await store.transaction((tx) => tx.claimRun(requestOf({ scheduledAt: NOW + MINUTE }), NOW))).toBeUndefined()
  })

  it('keeps runs that changed a state, and counts the slots of ordinary runs that do not fit', async () => {
    const { path, store, read } = await openGuarded({ limits: { runs: 3, bytes: 1_000_000 } })
    const release = lock(path)
    await run(store, 0, breaks)
    for (let slot = 1; slot <= 9; slot += 1) await run(store, slot)
    expect(store.condition()).toMatchObject({ heldRuns: 3, droppedRuns: 7 })
    release()
    await store.check()
    const runs = await read((file) => file.runs({ limit: 99 }))
    expect(runs.filter(({ outcome }) => outcome === 'passed')).toHaveLength(3)
    expect(runs.filter(({ outcome }) => outcome === 'skipped')).toMatchObject([
      { skip: { reason: 'storage', count: 7 } },
    ])
    expect(await read((file) => file.surfaces())).toMatchObject([{ state: 'down' }])
  })

  it('loses no run that ends during the replay', async () => {
    const { path, store, read } = await openGuarded()
    const release = lock(path)
    await run(store, 0)
    release()
    const checking = store.check()
    await Promise.all([...Array.from({ length: 40 }, (_, slot) => run(store, slot + 1)), checking])
    await store.check()
    expect(store.condition()).toEqual({ ok: true })
    expect(await read((file) => file.runs({ limit: 99, outcomes: ['passed'] }))).toHaveLength(41)
  })

  it('survives a second lock during the replay', async () => {
    const { path, store, read } = await openGuarded()
    let release = lock(path)
    await run(store, 0)
    await store.check()
    expect(store.condition()).toMatchObject({ ok: false, heldRuns: 1 })
    release()
    release = lock(path)
    await run(store, 1)
    await store.check()
    release()
    await store.check()
    expect(await read((file) => file.runs({ limit: 9 }))).toHaveLength(2)
  })
})
