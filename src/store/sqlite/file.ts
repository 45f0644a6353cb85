import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { Kysely } from 'kysely'
import { type Log, MonitorError, PACKAGE_ROOT } from '../../core/index.ts'
import type { Database, Tables } from '../tables.ts'
import { ImmediateSqliteDialect } from './driver.ts'
import { isBusy, toMonitorError } from './errors.ts'
import { migrate } from './migrate.ts'
import { readMigrations } from './migrations.ts'

export interface SqliteOptions {
  readonly path: string
  /** Do not make a new file. */
  readonly mustExist: boolean
  readonly lockWaitMs: number
  readonly now: number
  readonly log: Log
  readonly migrationsFolder?: string
}

/** An open SQLite file: one connection that writes, one that reads what is committed. */
export interface SqliteFile {
  readonly writer: Database
  readonly reader: Database
  /** Size of the database with its write-ahead log, bytes. */
  bytes(): number
  close(): Promise<void>
}

/** Looking at every page takes about 6 ms per MB, so a larger file is believed until a read of it fails. */
const CHECKED_BYTES = 16 * 1024 * 1024
/** How long one statement may block the process for a lock; longer waits are asynchronous. */
const STATEMENT_WAIT_MS = 100

/**
 * Opens and migrates the file, making it (0600) and its folder (0700) where they are missing.
 * @throws MonitorError with a code `db_…` that says what is wrong and a hint what to do
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteFile> {
  const deadline = performance.now() + options.lockWaitMs
  for (;;) {
    try {
      makeFile(options)
      return openFile(options)
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw toMonitorError(error, options.path)
      await new Promise((resolve) => setTimeout(resolve, STATEMENT_WAIT_MS))
    }
  }
}

function makeFile({ path, mustExist }: SqliteOptions): void {
  if (!existsSync(path)) {
    if (mustExist) {
      throw new MonitorError('db_missing', `there is no database at ${path}`, {
        hint: 'Start the worker first (doorwatch start), or name the right path in DOORWATCH_DB.',
      })
    }
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
  const { path, lockWaitMs } = options
  const writing = new BetterSqlite(path, { timeout: STATEMENT_WAIT_MS })
  const openReader = () => new BetterSqlite(path, { readonly: true, timeout: STATEMENT_WAIT_MS })
  try {
    prepareWriter(writing, options, openReader)
    const reading = openReader()
    const kysely = (database: BetterSqlite.Database): Database =>
      new Kysely<Tables>({ dialect: new ImmediateSqliteDialect({ database, path, lockWaitMs }) })
    return {
      writer: kysely(writing),
      reader: kysely(reading),
      bytes: () => sizeOf(path) + sizeOf(`${path}-wal`),
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
  const { path, now, log } = options
  if (sizeOf(path) > 0 && sizeOf(path) <= CHECKED_BYTES) check(writing)
  writing.pragma('journal_mode = WAL')
  // A commit is on the disk before anyone is told: an alert must outlive a power cut.
  writing.pragma('synchronous = FULL')
  writing.pragma('foreign_keys = OFF') // while tables are rebuilt; the migration checks them at its end
  const migrations = readMigrations(options.migrationsFolder ?? join(PACKAGE_ROOT, 'db', 'migrations'))
  migrate(writing, { path, migrations, now, log, openReader })
  writing.pragma('foreign_keys = ON')
}

function check(writing: BetterSqlite.Database): void {
  const verdict = writing.pragma('quick_check(1)', { simple: true })
  if (verdict !== 'ok') throw Object.assign(new Error(String(verdict)), { code: 'SQLITE_CORRUPT' })
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
