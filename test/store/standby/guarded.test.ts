import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type AlertKind, HOUR, MINUTE, SECOND, SILENT } from '../../../src/core/index.ts'
import { type GuardedStore, openGuardedStore, openStoreReader, type StoreTx } from '../../../src/store/index.ts'
import { leaseEach, leaseFolded } from '../../support/lease.ts'
import { fillDisk, mountSmallDisk } from '../../support/small-disk.ts'
import {
  alertOf,
  applyVerdict,
  incidentOf,
  NOW,
  newFolder,
  openSqliteStore,
  requestOf,
  resultOf,
  transitionOf,
  verdictOf,
} from '../kit.ts'

interface Setting {
  readonly path: string
  readonly store: GuardedStore
  /** What is in the file, by a reader of its own. */
  read<T>(what: (reader: Awaited<ReturnType<typeof openStoreReader>>) => Promise<T>): Promise<T>
}

async function setting(options: { limits?: { runs: number; bytes: number }; folder?: string } = {}): Promise<Setting> {
  const { limits, folder = newFolder() } = options
  const path = join(folder, 'state', 'doorwatch.sqlite')
  const store = await openGuardedStore({
    ...{ path, log: SILENT, clock: { now: () => NOW }, lockWaitMs: 50 },
    ...(limits ? { limits } : {}),
  })
  await store.claimWorker({ location: 'here', pid: process.pid, startedAt: NOW })
  onTestFinished(() => store.close())
  return {
    path,
    store,
    async read(what) {
      const reader = await openStoreReader({ path })
      try {
        return await what(reader)
      } finally {
        await reader.close()
      }
    },
  }
}

/** Locks the database as another process would; gives the function that lets it go. */
function lock(path: string): () => void {
  const other = new BetterSqlite(path)
  other.exec('BEGIN IMMEDIATE')
  const release = () => {
    if (other.open) other.close()
  }
  onTestFinished(release)
  return release
}

const run = (store: GuardedStore, slot: number, more?: (tx: StoreTx, id: number) => Promise<void>) => {
  const scheduledAt = NOW + slot * MINUTE
  return store
    .transaction((tx) => tx.claimRun(requestOf({ scheduledAt }), scheduledAt))
    .then((id) =>
      store.transaction(async (tx) => {
        await tx.finishRun(id ?? 0, resultOf({ scheduledAt, startedAt: scheduledAt }))
        await more?.(tx, id ?? 0)
      }),
    )
}

const down = transitionOf('operational', 'down')
const alert = alertOf('sandbox-1:opened')
const breaks = async (tx: StoreTx, id: number) => {
  const { memory } = await tx.judgeMemory('sandbox')
  await tx.saveJudgeMemory('sandbox', memory, { ...memory, time: { now: NOW, activeMs: 42 } })
  await tx.applyChanges('sandbox', id, verdictOf({ transitions: [down] }))
  await tx.saveAlerts([{ alert, channels: ['slack'] }], NOW)
}

describe('a store whose database is locked', () => {
  it('continues to record, judge and alert, and writes all of it after the lock', async () => {
    const { path, store, read } = await setting()
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
    const { path, store, read } = await setting()
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
    const { path, store, read } = await setting()
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
    const { path, store } = await setting()
    await run(store, 0)
    lock(path)
    await run(store, 1)
    expect(await store.transaction((tx) => tx.claimRun(requestOf({ scheduledAt: NOW + MINUTE }), NOW))).toBeUndefined()
  })

  it('sends waiting alerts, and stores that they were sent, so that none is sent twice', async () => {
    const { path, store, read } = await setting()
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
    const { path, store, read } = await setting()
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
    const { path, store } = await setting()
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
    const held = { channel: 'hook', heldUntil: NOW + MINUTE }
    expect(await recipients()).toEqual([{ channel: 'mail' }, held])
    unlock()
    await store.check()
    expect(await recipients()).toEqual([{ channel: 'mail' }, held])
    expect(store.condition()).toEqual({ ok: true })
  })

  it('keeps a channel red that refused during the lock, before and after the database is back', async () => {
    const { path, store, read } = await setting()
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
    const { path, store } = await setting()
    const release = lock(path)
    await run(store, 1, breaks)
    const [delivery] = await store.outbox.lease(NOW, leaseEach(MINUTE))
    release()
    await store.check()
    await store.outbox.refuse(delivery?.id ?? 0, { now: NOW, dueAt: NOW + HOUR }, 'HTTP 404')
    expect(await store.channelBacklogs(NOW)).toMatchObject([{ refusal: { since: NOW, reason: 'HTTP 404' } }])
  })

  it('retries a failed delivery after the database is back', async () => {
    const { path, store } = await setting()
    const release = lock(path)
    await run(store, 1, breaks)
    const [delivery] = await store.outbox.lease(NOW, leaseEach(MINUTE))
    release()
    await store.check()
    await store.outbox.retry(delivery?.id ?? 0, NOW + SECOND, 'HTTP 503')
    expect(await store.outbox.lease(NOW + SECOND, leaseEach(MINUTE))).toMatchObject([{ key: alert.key, attempts: 2 }])
  })

  it('keeps runs that changed a state, and counts the slots of ordinary runs that do not fit', async () => {
    const { path, store, read } = await setting({ limits: { runs: 3, bytes: 1_000_000 } })
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
    const { path, store, read } = await setting()
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
    const { path, store, read } = await setting()
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

describe('a store whose disk is full', () => {
  it('continues in memory, and writes all of it when there is room again', async (context) => {
    const disk = newFolder()
    if (!mountSmallDisk(disk, 2)) return context.skip('needs the right to mount a file system')
    const { store, read } = await setting({ folder: disk })
    await run(store, 0)
    const filler = join(disk, 'filler')
    fillDisk(filler)
    for (let slot = 1; slot <= 30; slot += 1) await run(store, slot, slot === 5 ? breaks : undefined)
    expect(store.condition()).toMatchObject({ ok: false, error: { code: 'db_full' } })
    expect(await store.surfaces()).toMatchObject([{ state: 'down' }])
    await store.check()
    expect(store.condition()).toMatchObject({ ok: false })
    rmSync(filler)
    await store.check()
    expect(store.condition()).toEqual({ ok: true })
    expect(await read((file) => file.runs({ limit: 99 }))).toHaveLength(31)
    expect(await read((file) => file.surfaces())).toMatchObject([{ state: 'down' }])
  })
})

describe('a store whose file is deleted or replaced', () => {
  it('detects a deleted file, restores its whole content, and continues in it', async () => {
    const { path, store, read } = await setting()
    await run(store, 0, breaks)
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
    await run(store, 1)
    await store.check()
    expect(existsSync(path)).toBe(true)
    expect(store.condition()).toEqual({ ok: true })
    await run(store, 2)
    expect(await read((file) => file.runs({ limit: 9 }))).toHaveLength(3)
    expect(await read((file) => file.surfaces())).toMatchObject([{ state: 'down' }])
  })

  it('continues in a replaced file, and writes later results there', async () => {
    const { path, store, read } = await setting()
    await run(store, 0)
    const other = join(newFolder(), 'backup.sqlite')
    const backup = await openSqliteStore(other)
    await backup.close()
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
    renameSync(other, path)
    await store.check()
    await run(store, 1)
    expect(store.condition()).toEqual({ ok: true })
    expect((await read((file) => file.runs({ limit: 9 }))).map(({ scheduledAt }) => scheduledAt)).toEqual([
      NOW + MINUTE,
    ])
  })

  it('holds results in memory while the folder is missing', async () => {
    const { path, store, read } = await setting()
    await run(store, 0)
    const folder = join(path, '..')
    renameSync(folder, `${folder}-elsewhere`)
    await store.check()
    await run(store, 1)
    expect(store.condition()).toMatchObject({ ok: false, error: { code: 'db_moved' }, heldRuns: 1 })
    renameSync(`${folder}-elsewhere`, folder)
    await store.check()
    expect(store.condition()).toEqual({ ok: true })
    expect(await read((file) => file.runs({ limit: 9 }))).toHaveLength(2)
  })
})
