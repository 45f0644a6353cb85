import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { DAY, MINUTE, SILENT } from '../../../src/core/index.ts'
import { prune } from '../../../src/store/series/prune.ts'
import { openSqlite } from '../../../src/store/sqlite/index.ts'
import { newFolder, openSqliteStore, resultOf, storeResult } from '../kit.ts'

const MIDNIGHT = Date.UTC(2026, 10, 23)

/** Opens a database with this many runs, one per minute and without steps. */
async function databaseWith(runs: number) {
  const path = join(newFolder(), 'doorwatch.sqlite')
  const store = await openSqliteStore(path)
  const minutes = Array.from({ length: runs }, (_, minute) => MIDNIGHT + minute * MINUTE)
  await Promise.all(minutes.map((scheduledAt) => storeResult(store, resultOf({ scheduledAt, steps: [] }))))
  await store.rollUp(MIDNIGHT + 2 * DAY)
  const file = await openSqlite({ path, mustExist: true, lockWaitMs: 1_000, now: MIDNIGHT, log: SILENT })
  onTestFinished(() => file.close())
  return file
}

it('deletes at most 500 runs in one transaction', async () => {
  const { reader, writer } = await databaseWith(1_200)
  const countRuns = async () => (await reader.selectFrom('run').select('id').execute()).length
  const counts = [await countRuns()]
  const write: Parameters<typeof prune>[0]['write'] = async (work) => {
    const result = await writer.transaction().execute(work)
    counts.push(await countRuns())
    return result
  }
  const pruned = await prune({ db: reader, write }, MIDNIGHT + 9 * DAY, { runsMs: DAY, hoursMs: 30 * DAY })
  expect(pruned).toEqual({ runs: 1_200, hours: 0 })
  const deleted = counts.slice(1).map((count, index) => (counts[index] ?? 0) - count)
  expect(deleted.filter((count) => count > 0)).toEqual([500, 500, 200])
})
