import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import type { ClaimedRun } from '../../../src/app/worker/run-join.ts'
import { type Alert, MINUTE, type RunResult, SECOND, SILENT } from '../../../src/core/index.ts'
import { openGuardedStore, openStoreReader, type Store, type StoreReader } from '../../../src/store/index.ts'
import { newFolder } from '../../support/folder.ts'
import { leaseEach } from '../../support/lease.ts'
import { healthy, openTestbed, runConfirmed, type Testbed } from '../../support/testbed.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)

const opened: StoreReader[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

async function testbed(
  options: { folder?: string; wrap?: (store: Store) => Store; others?: readonly string[] } = {},
): Promise<Testbed> {
  const { folder = newFolder('pipeline'), ...rest } = options
  const worker = await openTestbed({ path: join(folder, 'd.sqlite'), at: T0, ...rest })
  opened.push(worker.store)
  return worker
}

describe('the pipeline', () => {
  it('opens one incident with one alert on a confirmed failure, and closes it with one on recovery', async () => {
    const worker = await testbed()
    const start = await healthy(worker, T0)
    worker.set('login', 'server_error')
    const first = await worker.run('login', start - 1)
    expect(first).toMatchObject({ verdict: { confirm: true }, alerts: [] })
    const broken = await runConfirmed(worker, 'login', start)
    expect(broken.alerts.map((alert) => alert.headline)).toEqual([
      "login is DOWN (HTTP 500 at 'submit credentials'), API is up",
    ])
    expect(broken.at - start).toBeLessThan(15 * SECOND)
    expect(await worker.store.surfaces()).toMatchObject([
      { surface: 'api', state: 'operational' },
      { surface: 'login', state: 'down' },
    ])
    worker.set('login', undefined)
    const sentAlerts: Alert[] = []
    for (let at = broken.at, round = 0; round < 12; round += 1) {
      const after = await runConfirmed(worker, 'login', at)
      sentAlerts.push(...after.alerts)
      at = after.at + 10 * SECOND
    }
    expect(sentAlerts.map(({ kind }) => kind)).toEqual(['resolved'])
    const incidents = await worker.store.incidents({ from: T0, to: broken.at + 3_600_000 })
    expect(incidents).toHaveLength(1)
    expect(incidents[0]?.resolvedAt).toBeDefined()
  })

  it('stores alerts with a delivery for each channel, in the same transaction', async () => {
    const worker = await testbed()
    const at = await healthy(worker, T0)
    worker.set('login', 'server_error')
    const broken = await runConfirmed(worker, 'login', at)
    const leased = await worker.store.outbox.lease(broken.at, leaseEach(1_000))
    expect(leased).toMatchObject([{ channel: 'slack', alerts: [{ kind: 'opened' }] }])
  })

  it('runs a slot once, for any number of calls', async () => {
    const worker = await testbed()
    expect(await worker.run('login', T0)).toBeDefined()
    expect(await worker.run('login', T0)).toBeUndefined()
    expect(await worker.store.runs({ limit: 10 })).toHaveLength(1)
  })

  it('continues after a restart: nothing is opened twice', async () => {
    const folder = newFolder('pipeline-restart')
    const before = await testbed({ folder })
    const at = await healthy(before, T0)
    before.set('login', 'server_error')
    expect((await runConfirmed(before, 'login', at)).alerts).toHaveLength(1)
    await before.store.close()
    opened.splice(opened.indexOf(before.store), 1)
    const after = await testbed({ folder })
    after.set('login', 'server_error')
    for (let round = 1; round <= 10; round += 1) {
      expect((await after.run('login', at + MINUTE + round * 10 * SECOND))?.alerts).toEqual([])
    }
    expect(await after.store.incidents({ from: T0, to: at + 3_600_000 })).toHaveLength(1)
    expect(await after.store.alerts({ limit: 10 })).toHaveLength(1)
  })

  it('records, judges and alerts while the database is locked, and stores each run once when the lock is gone', async () => {
    const path = join(newFolder('pipeline-locked'), 'd.sqlite')
    const guarded = await openGuardedStore({ path, log: SILENT, clock: { now: () => T0 }, lockWaitMs: 50 })
    await guarded.claimWorker({ location: 'here', pid: process.pid, startedAt: T0 })
    opened.push(guarded)
    const worker = await openTestbed({ path, at: T0, store: guarded })
    const at = await healthy(worker, T0)
    const other = new BetterSqlite(path)
    other.exec('BEGIN IMMEDIATE')
    worker.set('login', 'server_error')
    const broken = await runConfirmed(worker, 'login', at)
    expect(broken.alerts.map(({ kind }) => kind)).toEqual(['opened'])
    const runs = await guarded.runs({ limit: 100 })
    other.close()
    await guarded.check()
    expect(guarded.condition()).toEqual({ ok: true })
    const reader = await openStoreReader({ path })
    opened.push(reader)
    expect((await reader.runs({ limit: 100 })).map(({ scheduledAt }) => scheduledAt)).toEqual(
      runs.map(({ scheduledAt }) => scheduledAt),
    )
    expect(await reader.surfaces()).toMatchObject([{ surface: 'api' }, { surface: 'login', state: 'down' }])
    expect(await reader.alerts({ limit: 10 })).toMatchObject([{ kind: 'opened' }])
  })

  it('changes memory only after the commit of a run', async () => {
    let isBroken = false
    const calls: string[] = []
    const path = join(newFolder('pipeline-rollback'), 'd.sqlite')
    const worker = await openTestbed({
      ...{ path, at: T0 },
      wrap: (store) => ({
        ...store,
        transaction: (work) =>
          store.transaction(async (tx) => {
            const result = await work({
              ...tx,
              finishRun: async (...args) => {
                await tx.finishRun(...args)
                calls.push('stored')
              },
            })
            if (isBroken) throw new Error('the commit failed')
            return result
          }),
      }),
      wrapBudgets: (budgets) => ({
        ...budgets,
        reported: (run) => {
          calls.push('reported')
          budgets.reported(run)
        },
      }),
    })
    opened.push(worker.store)
    await worker.run('login', T0)
    expect(calls.splice(0)).toEqual(['stored', 'reported'])
    const claimed = await worker.pipeline.claim({
      ...{ target: 'sandbox', surface: 'login', probe: 'login', location: 'here' },
      ...{ trigger: 'schedule', scheduledAt: T0 + MINUTE, evidence: false },
    })
    const [run] = await worker.store.runs({ limit: 1, outcomes: ['passed'] })
    const result = { ...(run as RunResult), scheduledAt: T0 + MINUTE }
    isBroken = true
    await expect(worker.pipeline.record(claimed as ClaimedRun, result)).rejects.toThrow('the commit failed')
    expect(calls.splice(0)).toEqual(['stored'])
    isBroken = false
    expect(await worker.pipeline.record(claimed as ClaimedRun, result)).toMatchObject({ result: { outcome: 'passed' } })
    expect(calls).toEqual(['stored', 'reported'])
  })

  it('does not blame the provider for refused credentials: a notice, no incident', async () => {
    const worker = await testbed()
    const at = await healthy(worker, T0)
    worker.set('api', 'credentials')
    const kinds: string[] = []
    for (let round = 0; round < 5; round += 1) {
      const recorded = await worker.run('api', at + round * 10 * SECOND)
      kinds.push(...(recorded?.alerts.map(({ kind }) => kind) ?? []))
    }
    expect(kinds).toEqual(['notice'])
    expect(await worker.store.incidents({ from: T0, to: at + 3_600_000 })).toEqual([])
    expect(await worker.store.openNotices()).toHaveLength(1)
  })
})

describe('alerts of many targets', () => {
  it('read as much for a thousand broken targets as for thirty', async () => {
    const read = async (targets: number) => {
      let rows = 0
      const counted = <T extends readonly unknown[]>(found: T): T => {
        rows += found.length
        return found
      }
      const worker = await testbed({
        others: ['other'],
        wrap: (store) => ({
          ...store,
          transaction: (work) =>
            store.transaction((tx) =>
              work({
                ...tx,
                surfaces: async (target) => counted(await tx.surfaces(target)),
                brokenTargets: async (range) => counted(await tx.brokenTargets(range)),
              }),
            ),
        }),
      })
      const start = await healthy(worker, T0)
      await breakAll(worker.store, targets, start)
      worker.set('login', 'server_error')
      const { alerts } = await runConfirmed(worker, 'login', start)
      return { rows, text: JSON.stringify(alerts) }
    }
    const some = await read(30)
    const many = await read(1_000)
    expect(many.rows).toBe(some.rows)
    expect(many.text).toContain('Several targets broke together')
    expect(many.text.length).toBeLessThan(some.text.length + 100)
  })
})

/** Marks a surface of each of so many other targets as down. */
async function breakAll(store: Store, targets: number, at: number): Promise<void> {
  const evidence = { reasons: ['Broken by the test.'], runs: [], numbers: {} }
  await store.transaction(async (tx) => {
    for (let index = 0; index < targets; index += 1) {
      const where = { target: `other-${String(index).padStart(4, '0')}`, surface: 'api' }
      const transition = { ...where, at, since: at, from: 'operational', to: 'down', evidence } as const
      await tx.applyChanges(where.target, undefined, { transitions: [transition], notices: [] })
    }
  })
}
