import { closeSync, openSync, rmSync } from 'node:fs'
import type BetterSqlite from 'better-sqlite3'
import { type Log, MonitorError, messageOf } from '../../core/index.ts'
import { type AppliedMigration, type Migration, pendingMigrations } from '../schema/migrations.ts'
import { type ClaimRow, isAlive, migrationBlocked } from '../workers/worker-liveness.ts'
import { toMonitorError } from './errors.ts'

/** 'DOOR': marks a SQLite file as one of Doorwatch. */
const APPLICATION_ID = 0x44_4f_4f_52

const LEDGER = `CREATE TABLE schema_migration (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT`

interface MigrateOptions {
  readonly path: string
  readonly migrations: readonly Migration[]
  readonly now: number
  readonly log: Log
  /** Opens a second connection for reading, to copy the database while the first holds the lock. */
  readonly openReader: () => BetterSqlite.Database
  /** Create the schema of an empty file, but leave an existing schema as it is (`db_older` where it is not the newest). */
  readonly createOnly?: boolean
}

/**
 * Brings the database to the newest version, all or nothing, under the write lock. A database that already holds
 * something is copied to `<path>.before-v<N>` first.
 * @throws MonitorError `db_newer`, `db_older`, `db_foreign`, `db_migrations`; `worker_running` where a worker uses the
 * older schema
 */
export function migrate(database: BetterSqlite.Database, options: MigrateOptions): void {
  const applied = appliedIn(database, options.path)
  const pending = pendingMigrations(applied, options.migrations)
  if (pending.length === 0) return
  if (options.createOnly && applied.length > 0) throw olderSchema(applied.length, options)
  database.transaction(() => applyPending(database, options)).immediate()
}

function applyPending(database: BetterSqlite.Database, options: MigrateOptions): void {
  // Read again: another process may have migrated while this one waited for the lock.
  const applied = appliedIn(database, options.path)
  const pending = pendingMigrations(applied, options.migrations)
  const last = pending.at(-1)
  if (!last) return
  if (applied.length > 0) refuseUnderWorker(database, options.now)
  if (applied.length > 0) backUp(`${options.path}.before-v${last.version}`, options)
  else database.exec(`PRAGMA application_id = ${APPLICATION_ID}; ${LEDGER}`)
  const note = database.prepare(
    'INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)',
  )
  for (const migration of pending) {
    run(database, migration, options.path)
    note.run(migration.version, migration.name, migration.checksum, options.now)
  }
  const broken = database.pragma('foreign_key_check')
  if (Array.isArray(broken) && broken.length > 0) {
    throw new MonitorError(
      'db_migrations',
      `after ${last.name}, ${broken.length} rows point to rows that do not exist`,
      {
        hint: `The database is unchanged, and was copied to ${options.path}.before-v${last.version}.`,
      },
    )
  }
  options.log.info('database migrated', { from: applied.length, to: last.version })
}

/**
 * Checks that the schema of a database is the one this product works with; changes nothing.
 * @throws MonitorError `db_newer`, `db_older`, `db_foreign`, `db_migrations`
 */
export function requireCurrentSchema(
  database: BetterSqlite.Database,
  options: Pick<MigrateOptions, 'path' | 'migrations'>,
): void {
  const applied = appliedIn(database, options.path)
  if (pendingMigrations(applied, options.migrations).length > 0) throw olderSchema(applied.length, options)
}

function olderSchema(version: number, options: Pick<MigrateOptions, 'path' | 'migrations'>): MonitorError {
  const { path, migrations } = options
  return new MonitorError(
    'db_older',
    `the database ${path} has schema version ${version}, this Doorwatch needs version ${migrations.length}`,
    {
      hint: 'Restart the worker with this version (stop it, then doorwatch start): only the start migrates the database, and copies it first.',
    },
  )
}

/** A worker claims its location only after the migration, so its claim is looked for here. */
function refuseUnderWorker(database: BetterSqlite.Database, now: number): void {
  const claims = database.prepare<[], ClaimRow>('SELECT host, pid, token, heartbeat_at FROM worker').all()
  const running = claims.find((claim) => isAlive(claim, now))
  if (running) throw migrationBlocked(running)
}

function run(database: BetterSqlite.Database, migration: Migration, path: string): void {
  try {
    database.exec(migration.sql)
  } catch (cause) {
    const explained = toMonitorError(cause, path)
    if (explained !== cause) throw explained
    throw new MonitorError('db_migrations', `migration ${migration.name} failed: ${messageOf(cause)}`, {
      hint: 'The database is unchanged. This is a bug in Doorwatch: please report it.',
      cause,
    })
  }
}

function appliedIn(database: BetterSqlite.Database, path: string): readonly AppliedMigration[] {
  const tables = database.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  if (tables.length === 0) return []
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new MonitorError('db_foreign', `${path} is a SQLite database of another program`, {
      hint: 'Name another path in DOORWATCH_DB, or move that file away.',
    })
  }
  return database
    .prepare<[], AppliedMigration>('SELECT version, name, checksum FROM schema_migration ORDER BY version')
    .all()
}

/** The write lock is held, so what the reader copies is exactly what will be migrated. */
function backUp(copy: string, options: MigrateOptions): void {
  rmSync(copy, { force: true })
  closeSync(openSync(copy, 'wx', 0o600))
  try {
    copyInto(copy, options)
  } catch (error) {
    // Part of a copy would look like one.
    rmSync(copy, { force: true })
    throw error
  }
  options.log.info('database copied before it is migrated', { copy })
}

function copyInto(copy: string, { openReader }: Pick<MigrateOptions, 'openReader'>): void {
  const reader = openReader()
  try {
    reader.prepare('VACUUM INTO ?').run(copy)
  } finally {
    reader.close()
  }
}
