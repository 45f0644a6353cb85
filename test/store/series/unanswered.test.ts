import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { DAY, FAILURE_CLASSES, HOUR, MINUTE } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { failureOf, newFolder, openEmptyStore, openSqliteStore, resultOf, stepOf, storeResult } from '../kit.ts'

const MIDNIGHT = Date.UTC(2026, 10, 23)
const MIGRATIONS = join(PACKAGE_ROOT, 'db/migrations')
const MIGRATION = readdirSync(MIGRATIONS).find((name) => name.endsWith('_unanswered_runs.sql')) ?? ''

const failed = (kind: Parameters<typeof failureOf>[0], scheduledAt: number, more = {}) =>
  resultOf({ scheduledAt, outcome: 'failed', failure: failureOf(kind), steps: [], ...more })

async function totalOf(store: Store): Promise<Readonly<Record<string, number>> | undefined> {
  const [series] = await store.statuses({ from: MIDNIGHT, to: MIDNIGHT + DAY, bucketMs: HOUR })
  return series?.total
}

describe('runs without an answer', () => {
  it('are counted as timeout or network by the class of their failure, the others not at all', async () => {
    const store = await openEmptyStore(join(newFolder(), 'doorwatch.sqlite'))
    for (const [index, kind] of FAILURE_CLASSES.entries()) {
      await storeResult(store, failed(kind, MIDNIGHT + index * MINUTE))
    }
    for (const summed of [false, true]) {
      if (summed) await store.rollUp(MIDNIGHT + 2 * DAY)
      expect(await totalOf(store)).toEqual({ timeout: 2, network: 3 })
    }
  })

  it('are counted once a run in addition to its answers, whichever steps failed', async () => {
    const store = await openEmptyStore(join(newFolder(), 'doorwatch.sqlite'))
    const failure = failureOf('timeout')
    const steps = [
      stepOf('open', MIDNIGHT, { statuses: { '200': 2, '503': 1 } }),
      stepOf('send', MIDNIGHT, { statuses: {}, outcome: 'failed', failure }),
      stepOf('read', MIDNIGHT, { statuses: {}, outcome: 'failed', failure }),
    ]
    await storeResult(store, failed('timeout', MIDNIGHT, { steps }))
    await storeResult(store, failed('connect', MIDNIGHT + MINUTE, { trigger: 'confirm' }))
    expect(await totalOf(store)).toEqual({ '200': 2, '503': 1, timeout: 1 })
  })
})

describe('the migration that counts them', () => {
  /** A database whose sums were made before runs without an answer were counted. */
  async function older(): Promise<string> {
    const path = join(newFolder(), 'doorwatch.sqlite')
    const store = await openEmptyStore(path)
    await storeResult(store, resultOf({ scheduledAt: MIDNIGHT }))
    await storeResult(store, failed('timeout', MIDNIGHT + 2 * HOUR + MINUTE))
    await storeResult(store, failed('server_error', MIDNIGHT + 3 * HOUR))
    await storeResult(store, failed('dns', MIDNIGHT + 5 * HOUR))
    await store.rollUp(MIDNIGHT + 2 * DAY)
    await store.close()
    return path
  }

  function execute<Row>(path: string, work: (database: BetterSqlite.Database) => Row): Row {
    const database = new BetterSqlite(path)
    try {
      return work(database)
    } finally {
      database.close()
    }
  }

  const migrate = (database: BetterSqlite.Database) => {
    database.exec(`UPDATE rollup_run SET statuses = '{}'`)
    database.exec(readFileSync(join(MIGRATIONS, MIGRATION), 'utf8'))
    return database.prepare('SELECT at FROM rollup_due WHERE span = 0 ORDER BY at').pluck().all()
  }

  it('has the hours of stored runs summed again, and no others', async () => {
    const path = await older()
    expect(execute(path, migrate)).toEqual([MIDNIGHT + 2 * HOUR, MIDNIGHT + 5 * HOUR])
    const store = await openSqliteStore(path)
    expect(await store.rollUp(MIDNIGHT + 2 * DAY)).toEqual({ hours: 2, days: 1 })
    expect(await totalOf(store)).toEqual({ timeout: 1, network: 1 })
  })

  it('leaves hours alone whose runs are pruned', async () => {
    const path = await older()
    const due = execute(path, (database) => {
      database.exec(`INSERT INTO pruned (what, before_at) VALUES ('runs', ${MIDNIGHT + 4 * HOUR})`)
      return migrate(database)
    })
    expect(due).toEqual([MIDNIGHT + 5 * HOUR])
  })
})
