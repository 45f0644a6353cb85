import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import { Guard } from '../../../src/store/standby/guard.ts'
import type { Primary } from '../../../src/store/standby/primary.ts'
import { NOW } from '../kit.ts'

/** A guard over a database in memory that can be made read-only, closed after the test. */
export function setUpGuard({ heartbeat = async () => {} }: { readonly heartbeat?: () => Promise<void> } = {}) {
  const file = openMemorySqlite({ now: NOW })
  const store = storeOver(file, { now: () => NOW })
  const primary: Primary = {
    ...{ store, file, heartbeat, place: () => 'same', patient: () => {} },
    ...{ reopen: async () => {}, claimWorker: async () => {}, release: async () => {} },
  }
  const guard = new Guard(primary, { path: 'in memory', log: SILENT, clock: { now: () => NOW } })
  onTestFinished(() => guard.close())
  /** https://www.sqlite.org/pragma.html#pragma_query_only */
  const setReadOnly = (isReadOnly: boolean) =>
    sql.raw(`PRAGMA query_only = ${isReadOnly ? 'ON' : 'OFF'}`).execute(file.writer)
  return {
    guard,
    /** What is in the database. */
    store,
    breakDatabase: () => setReadOnly(true),
    /** Makes the database writable again, and writes what waits. */
    async repair() {
      await setReadOnly(false)
      await guard.check()
    },
    setReadOnly,
  }
}
