import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { DAY, MINUTE, SILENT } from '../../../src/core/index.ts'
import { prune } from '../../../src/store/prune/prune.ts'
import { openSqlite } from '../../../src/store/sqlite/index.ts'
import { newFolder, openEmptyStore, resultOf, storeResult } from '../kit.ts'

const MIDNIGHT = Date.UTC(2026, 10, 23)

/** Opens a database with this many runs, one per minute and without steps. */
async function databaseWith(runs: number) {
  const path = join(newFolder(), 'doorwatch.sqlite')
  const store = await openEmptyStore(path)
  const minutes = Array.from({ length: runs }, (_, minute) => MIDNIGHT + minute * MINUTE)
  await Promise.all(minutes.map((scheduledAt) => storeResult(store, resultOf({ scheduledAt, steps: [] }))))
  await store.rollUp(MIDNIGHT + 2 * DAY)
  const file = await openSqlite({ path, mustExist: true, lockWaitMs: 1_000, now: MIDNIGHT, log: SILENT })
  onTestFinished(() => file.close())
  return file
}

it('deletes at most 40 runs in one transaction', async () => {
  const { reader, writer } = await databaseWith(100)
  const countRuns = async () => (await reader.selectFrom('run').select('id').execute()).length
  const counts = [await countRuns()]
  const write: Parameters<typeof prune>[0]['write'] = async (work) => {
    const result = await writer.transaction().execute(work)
    counts.push(await countRuns())
    return result
  }
  const pruned = await prune({ db: reader, write }, MIDNIGHT + 9 * DAY, { runsMs: DAY, hoursMs: 30 * DAY })
  expect(pruned).toEqual({ runs: 100, hours: 0 })
  const deleted = counts.slice(1).map((count, index) => (counts[index] ?? 0) - count)
  expect(deleted.filter((count) => count > 0)).toEqual([40, 40, 20])
})

it('deletes at most 200 reports of people, proofs and plans in one transaction', async () => {
  const { reader, writer } = await databaseWith(0)
  const at = MIDNIGHT
  const times = Array.from({ length: 500 }, (_, minute) => at + minute * MINUTE)
  await writer.transaction().execute(async (tx) => {
    const { id } = await tx.insertInto('name').values({ text: 'a' }).returning('id').executeTakeFirstOrThrow()
    const report = { target: id, surface: id, trouble: 'error', via: 'hook', reporter: '0'.repeat(16), client: null }
    const proof = { class: 'stalled', route: 'cli', through: 'b/cli', green: 1, took_ms: null, client: null }
    for (const time of times) {
      await tx
        .insertInto('person_report')
        .values({ ...report, at: time })
        .execute()
      await tx
        .insertInto('failover_proof')
        .values({ ...proof, at: time })
        .execute()
      await tx
        .insertInto('outage_plan')
        .values({ subject: `lost-${time}`, plan: '{}' })
        .execute()
    }
  })
  const tables = ['person_report', 'failover_proof', 'outage_plan'] as const
  const countRows = async () => {
    const counted = tables.map((table) =>
      reader
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow(),
    )
    return (await Promise.all(counted)).map(({ rows }) => rows)
  }
  const counts = [await countRows()]
  const write: Parameters<typeof prune>[0]['write'] = async (work) => {
    const result = await writer.transaction().execute(work)
    counts.push(await countRows())
    return result
  }
  await prune({ db: reader, write }, at + 30 * DAY, { runsMs: DAY, hoursMs: 30 * DAY })
  // The newest proof of a class and route stays.
  expect(counts.at(-1)).toEqual([0, 1, 0])
  const most = counts.slice(1).map((count, index) => {
    const before = counts[index] ?? []
    return count.reduce((sum, rows, table) => sum + (before[table] ?? 0) - rows, 0)
  })
  expect(Math.max(...most)).toBe(200)
})

it('lets a commit wait for one transaction of pruning at most', async () => {
  const path = join(newFolder(), 'doorwatch.sqlite')
  const store = await openEmptyStore(path)
  await Promise.all(
    Array.from({ length: 90 }, (_, minute) =>
      storeResult(store, resultOf({ scheduledAt: MIDNIGHT + minute * MINUTE, steps: [] })),
    ),
  )
  const now = MIDNIGHT + 9 * DAY
  await store.rollUp(now)
  let isPruning = true
  const pruning = store.prune(now, { runsMs: DAY, hoursMs: 30 * DAY }).finally(() => {
    isPruning = false
  })
  const old = async () => (await store.runs({ to: MIDNIGHT + DAY, limit: 1_000 })).length
  const left = [await old()]
  for (let minute = 0; isPruning; minute += 1) {
    await storeResult(store, resultOf({ scheduledAt: now + minute * MINUTE, steps: [] }))
    left.push(await old())
  }
  expect(await pruning).toMatchObject({ runs: 90 })
  const deleted = left.slice(1).map((count, index) => (left[index] ?? 0) - count)
  expect(Math.max(...deleted)).toBe(40)
})
