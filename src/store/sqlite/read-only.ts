import { Kysely } from 'kysely'
import type { StoreDatabase } from '../schema/dialect.ts'
import type { Tables } from '../schema/tables.ts'
import { SQLITE } from './dialect.ts'
import { ImmediateSqliteDialect } from './driver.ts'
import { sizeOf } from './file-checks.ts'
import { openDatabaseReadOnly, type ReadOnlyOptions } from './open-read-only.ts'

/** A SQLite file open for reading only. */
type ReadOnlyFile = Omit<StoreDatabase, 'writer'>

/** Opens a file for reading only. @throws MonitorError as `openDatabaseReadOnly` */
export async function openReadOnly(options: ReadOnlyOptions): Promise<ReadOnlyFile> {
  const { path, lockWaitMs } = options
  const { database, cleanUp } = await openDatabaseReadOnly(options)
  return {
    reader: new Kysely<Tables>({
      dialect: new ImmediateSqliteDialect({ database, path, lockWaitMs: () => lockWaitMs }),
    }),
    dialect: SQLITE,
    bytes: async () => sizeOf(path) + sizeOf(`${path}-wal`),
    async close() {
      database.close()
      cleanUp()
    },
  }
}
