import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { Kysely } from 'kysely'
import type { Log } from '../../core/index.ts'
import type { StoreDatabase } from '../schema/dialect.ts'
import { readMigrations } from '../schema/migrations.ts'
import type { Database, Tables } from '../schema/tables.ts'
import { SQLITE } from './dialect.ts'
import { executorOn, ImmediateSqliteDialect } from './driver.ts'
import { checkPages, MIGRATIONS_FOLDER, missingFile, STATEMENT_WAIT_MS, sizeOf, whileLocked } from './file-checks.ts'
import { migrate } from './migrate.ts'

interface SqliteOptions {
  readonly path: string
  /** Fail with `db_missing` instead of creating a file. */
  readonly mustExist: boolean
  /** Leave an existing schema as it is: only the worker's start migrates. */
  readonly createOnly?: boolean
  readonly lockWaitMs: number
  readonly now: number
  readonly log: Log
  readonly migrationsFolder?: string
}

/** An open SQLite file: one connection that writes, one that reads what is committed. */
export interface SqliteFile extends StoreDatabase {
  /** How long transactions wait for another process from now on, ms. */
  waitForLock(ms: number): void
  /** Whether the path still leads to the open file. */
  place(): FilePlace
  /** Writes all that is committed into a new file, also after the open one was deleted. */
  copyTo(path: string): void
}

/** `missing`: deleted or moved away; `replaced`: another file has its name now. */
export type FilePlace = 'same' | 'missing' | 'replaced'

/**
 * Opens and migrates the file; creates it (0600) and its folder (0700) where they are missing.
 * @throws MonitorError with a code `db_…` that says what is wrong and a hint what to do
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteFile> {
  return whileLocked(options, () => {
    makeFile(options)
    return openFile(options)
  })
}

function makeFile({ path, mustExist }: SqliteOptions): void {
  if (!existsSync(path)) {
    if (mustExist) throw missingFile(path)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    closeSync(openSync(path, 'a', 0o600))
  }
  accessSync(dirname(path), constants.W_OK)
  accessSync(path, constants.R_OK)
  if (!isWritable(path)) throw Object.assign(new Error(`${path} is read-only`), { code: 'EROFS' })
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function openFile(options: SqliteOptions): SqliteFile {
  const { path } = options
  let { lockWaitMs } = options
  const writing = new BetterSqlite(path, { timeout: STATEMENT_WAIT_MS })
  const openReader = () => new BetterSqlite(path, { readonly: true, timeout: STATEMENT_WAIT_MS })
  try {
    prepareWriter(writing, options, openReader)
    const reading = openReader()
    // Opens the log as well, so that the contents can be read even after the files are deleted.
    reading.prepare('SELECT count(*) FROM sqlite_schema').get()
    const opened = identityOf(path)
    const kysely = (database: BetterSqlite.Database): Database =>
      new Kysely<Tables>({ dialect: new ImmediateSqliteDialect({ database, path, lockWaitMs: () => lockWaitMs }) })
    return {
      writer: kysely(writing),
      reader: kysely(reading),
      executeNow: executorOn(writing, path),
      dialect: SQLITE,
      // With its write-ahead log.
      bytes: async () => sizeOf(path) + sizeOf(`${path}-wal`),
      waitForLock(ms) {
        lockWaitMs = ms
      },
      place() {
        const identity = identityOf(path)
        if (identity === undefined) return 'missing'
        return identity === opened ? 'same' : 'replaced'
      },
      copyTo: (copy) => void reading.prepare('VACUUM INTO ?').run(copy),
      async close() {
        reading.close()
        writing.close() // the last one to close folds the write-ahead log into the file
      },
    }
  } catch (error) {
    writing.close()
    throw error
  }
}

function prepareWriter(
  writing: BetterSqlite.Database,
  options: SqliteOptions,
  openReader: () => BetterSqlite.Database,
): void {
  const { path, now, log, createOnly = false } = options
  checkPages(writing, path)
  writing.pragma('journal_mode = WAL')
  // A commit is on the disk before its alert is sent: it must outlive a power cut.
  writing.pragma('synchronous = FULL')
  writing.pragma('foreign_keys = OFF') // while tables are rebuilt; the migration checks them at its end
  const migrations = readMigrations(options.migrationsFolder ?? MIGRATIONS_FOLDER)
  migrate(writing, { path, migrations, now, log, openReader, createOnly })
  writing.pragma('foreign_keys = ON')
}

/** The same for two paths to one file; undefined where there is none. */
function identityOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true })
  return stats && `${stats.dev}:${stats.ino}`
}
