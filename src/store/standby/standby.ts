import { type Clock, type Log, type MonitorError, messageOf } from '../../core/index.ts'
import { storeOver } from '../open.ts'
import type { Store } from '../schema/port.ts'
import type { Database } from '../schema/tables.ts'
import { openMemorySqlite, type SqliteFile } from '../sqlite/index.ts'
import { seed } from './seed.ts'

/** The database in memory that is used while the one on disk cannot be written. */
export interface Standby {
  readonly file: SqliteFile
  readonly store: Store
  /** Epoch ms. */
  readonly since: number
  /** Why the database could not be written the last time it was tried. */
  error: MonitorError
}

/** Opens a standby with what judging and alerting need of the database, or with nothing where that cannot be read. */
export async function openStandby(
  database: Database,
  error: MonitorError,
  { clock, log }: { readonly clock: Pick<Clock, 'now'>; readonly log: Log },
): Promise<Standby> {
  const now = clock.now()
  const file = openMemorySqlite({ now })
  try {
    await seed(database, file.writer, now)
  } catch (unreadable) {
    log.error('the database cannot be read either; the judge starts from its priors', { error: messageOf(unreadable) })
  }
  return { file, store: storeOver(file, clock), since: now, error }
}
