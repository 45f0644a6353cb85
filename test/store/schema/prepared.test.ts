import BetterSqlite from 'better-sqlite3'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginDirect, endDirect, prepared } from '../../../src/store/schema/prepared.ts'
import type { Tables, Tx } from '../../../src/store/schema/tables.ts'
import { executorOn, ImmediateSqliteDialect } from '../../../src/store/sqlite/driver.ts'

describe.each(['direct', 'Kysely'] as const)('a prepared statement (%s)', (way) => {
  let db: Kysely<Tables>
  let database: BetterSqlite.Database
  beforeEach(() => {
    database = new BetterSqlite(':memory:')
    database.exec('CREATE TABLE spend (day, target, requests, input_tokens, output_tokens, micro_usd)')
    db = new Kysely({ dialect: new ImmediateSqliteDialect({ database, path: ':memory:', lockWaitMs: () => 0 }) })
  })
  afterEach(() => db.destroy())

  const within = <T>(work: (tx: Tx) => Promise<T>) =>
    db.transaction().execute(async (tx) => {
      if (way === 'Kysely') return work(tx)
      beginDirect(tx, executorOn(database, ':memory:'))
      return work(tx).finally(() => endDirect(tx))
    })
  const row = (target: number) => ({ day: 1, target, requests: 2, input_tokens: 3, output_tokens: 4, micro_usd: 5 })

  it('is built once and executed with the values of each call', async () => {
    let built = 0
    const insert = prepared<ReturnType<typeof row>>((tx, { target, requests }) => {
      built += 1
      const rest = { day: 9, input_tokens: 0, output_tokens: 0, micro_usd: 0 }
      return tx.insertInto('spend').values({ target, requests, ...rest })
    })
    await within((tx) => insert(tx, row(7)))
    await within(async (tx) => {
      await insert(tx, row(8))
      await insert(tx, { ...row(9), requests: 6 })
    })
    expect(built).toBe(1)
    const stored = await db.selectFrom('spend').select(['day', 'target', 'requests']).orderBy('target').execute()
    expect(stored).toEqual([
      { day: 9, target: 7, requests: 2 },
      { day: 9, target: 8, requests: 2 },
      { day: 9, target: 9, requests: 6 },
    ])
  })

  it('uses one value in several places, and returns the rows', async () => {
    await within((tx) =>
      tx
        .insertInto('spend')
        .values([row(1), row(2), row(3)])
        .execute(),
    )
    const double = prepared<{ target: number; by: number }, { target: number; requests: number }>(
      (tx, { target, by }) =>
        tx
          .updateTable('spend')
          .set((eb) => ({ requests: eb('requests', '*', by), micro_usd: by }))
          .where('target', '>=', target)
          .returning(['target', 'requests']),
    )
    expect(await within((tx) => double(tx, { target: 2, by: 10 }))).toEqual([
      { target: 2, requests: 20 },
      { target: 3, requests: 20 },
    ])
    expect(await within((tx) => double(tx, { target: 4, by: 10 }))).toEqual([])
  })

  it('says in words what the database refuses', async () => {
    database.exec('CREATE UNIQUE INDEX one_day ON spend (day)')
    const insert = prepared<ReturnType<typeof row>>((tx, { target }) =>
      tx.insertInto('spend').values({ ...row(1), target }),
    )
    await within((tx) => insert(tx, row(1)))
    await expect(within((tx) => insert(tx, row(2)))).rejects.toMatchObject({ code: 'store_refused' })
    expect(await db.selectFrom('spend').select('target').execute()).toEqual([{ target: 1 }])
  })

  it('stores half of a surrogate pair as the replacement character', async () => {
    const insert = prepared<{ text: string | null }>((tx, { text }) =>
      tx.insertInto('spend').values({ ...row(1), day: text as unknown as number }),
    )
    await within((tx) => insert(tx, { text: 'a\ud800b' }))
    await within((tx) => insert(tx, { text: null }))
    const stored = await db.selectFrom('spend').select('day').execute()
    expect(stored).toEqual([{ day: 'a\ufffdb' }, { day: null }])
  })
})
