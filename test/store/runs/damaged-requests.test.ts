import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { requestOf } from '../../support/requests.ts'
import { NOW, newFolder, openEmptyStore, resultOf, stepOf, storeResult } from '../kit.ts'

it('reads a run whose requests are damaged as one without, says so, and reads the others as they are', async () => {
  const path = join(newFolder(), 'doorwatch.sqlite')
  const store = await openEmptyStore(path)
  const requests = [requestOf('app.example/')]
  const ids: number[] = []
  for (const minute of [0, 1]) {
    const scheduledAt = NOW + minute * 60_000
    const steps = [stepOf('open', scheduledAt, { requests })]
    ids.push((await storeResult(store, resultOf({ scheduledAt, steps }))) ?? 0)
  }
  const database = new BetterSqlite(path)
  database.prepare("UPDATE run_request SET requests = x'00ff' WHERE run = ?").run(ids[0])
  database.close()

  const [whole, damaged] = await store.runs({ limit: 5, requests: true })
  expect(whole?.steps[0]?.requests).toEqual(requests)
  expect(whole).not.toHaveProperty('requestsDamaged')
  expect(damaged).toMatchObject({ id: ids[0], requestsDamaged: true })
  expect(damaged?.steps[0]).not.toHaveProperty('requests')
  // A list does not read them.
  expect((await store.runs({ limit: 5 })).some((run) => 'requestsDamaged' in run)).toBe(false)
})
