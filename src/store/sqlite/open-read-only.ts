import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { codeOf } from '../../core/index.ts'
import { readMigrations } from '../schema/migrations.ts'
import { checkPages, MIGRATIONS_FOLDER, missingFile, STATEMENT_WAIT_MS, whileLocked } from './file-checks.ts'
import { requireCurrentSchema } from './migrate.ts'

export interface ReadOnlyOptions {
  readonly path: string
  readonly lockWaitMs: number
  readonly migrationsFolder?: string
}

/** An open database. */
interface Opened {
  readonly database: BetterSqlite.Database
  /** Removes the copy, where one was needed. */
  readonly cleanUp: () => void
}

/**
 * Opens a file without the right to write to it or to its folder, and without changing its schema.
 * @throws MonitorError `db_missing`, `db_older`, `db_newer`, `db_path`, `db_corrupt`, `db_locked`, …
 */
export function openDatabaseReadOnly(options: ReadOnlyOptions): Promise<Opened> {
  return whileLocked(options, () => openChecked(options))
}

function openChecked(options: ReadOnlyOptions): Opened {
  const { path } = options
  requireReadable(path)
  const opened = openInPlace(path) ?? openCopy(path)
  try {
    checkPages(opened.database, path)
    const migrations = readMigrations(options.migrationsFolder ?? MIGRATIONS_FOLDER)
    requireCurrentSchema(opened.database, { path, migrations })
    // Open files outlive their names: a kill leaves no copy behind. Where that is not so (Windows), `close` removes it.
    if (process.platform !== 'win32') opened.cleanUp()
    return opened
  } catch (error) {
    opened.database.close()
    opened.cleanUp()
    throw error
  }
}

function requireReadable(path: string): void {
  try {
    accessSync(path, constants.R_OK)
  } catch (error) {
    // In a folder that this user may not enter there may be a file: that is EACCES, not a missing database.
    throw codeOf(error) === 'ENOENT' ? missingFile(path) : error
  }
}

/**
 * Undefined if SQLite needs to write next to the file: a database with a write-ahead log has a shared index file, which
 * a reader must create, or rebuild after a crash, where no process holds it open.
 */
function openInPlace(path: string): Opened | undefined {
  const database = new BetterSqlite(path, { readonly: true, timeout: STATEMENT_WAIT_MS })
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return { database, cleanUp: () => {} }
  } catch (error) {
    database.close()
    if (error instanceof BetterSqlite.SqliteError && /^SQLITE_(CANTOPEN|READONLY)/.test(error.code)) return undefined
    throw error
  }
}

/** No process writes to the file now, so that a copy of it with its log is a consistent database. */
function openCopy(path: string): Opened {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-read-'))
  const cleanUp = () => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, 'copy.sqlite')
    copyFileSync(path, copy)
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
    // Not read-only: SQLite writes the index of the log next to the copy.
    return { database: new BetterSqlite(copy, { timeout: STATEMENT_WAIT_MS }), cleanUp }
  } catch (error) {
    cleanUp()
    throw error
  }
}
