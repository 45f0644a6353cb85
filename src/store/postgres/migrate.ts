import { join } from 'node:path'
import { sql } from 'kysely'
import { type Log, MonitorError, messageOf } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import { type AppliedMigration, type Migration, pendingMigrations, readMigrations } from '../schema/migrations.ts'
import type { Database, Tx } from '../schema/tables.ts'
import { isAlive, migrationBlocked } from '../workers/worker-liveness.ts'

const MIGRATIONS_FOLDER = join(PACKAGE_ROOT, 'db', 'migrations-postgres')

/** 'DOOR': the key of the advisory lock under which one process migrates. */
const MIGRATION_LOCK = 0x44_4f_4f_52

interface MigrateOptions {
  /** Names the database in messages. */
  readonly place: string
  /** Epoch ms. */
  readonly now: number
  readonly log: Log
  readonly migrationsFolder?: string
}

/**
 * Brings the schema to the newest version in one transaction. PostgreSQL undoes all of it where a part fails.
 * @throws MonitorError `db_newer`, `db_foreign`, `db_migrations`; `worker_running` while a worker uses the older schema
 */
export async function migrate(db: Database, options: MigrateOptions): Promise<void> {
  const migrations = readMigrations(options.migrationsFolder ?? MIGRATIONS_FOLDER)
  await db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(tx)
    const applied = await appliedIn(tx, options.place)
    const pending = pendingMigrations(applied, migrations)
    if (pending.length === 0) return
    if (applied.length > 0) await refuseUnderWorker(tx, options.now)
    for (const migration of pending) await apply(tx, migration, options.now)
    options.log.info('database migrated', { from: applied.length, to: migrations.length })
  })
}

/** The migrations that the database says it has; makes their table where the schema is empty. */
async function appliedIn(tx: Tx, place: string): Promise<readonly AppliedMigration[]> {
  const tables = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()`.execute(tx)
  if (tables.rows.some(({ name }) => name === 'schema_migration')) {
    const { rows } = await sql<AppliedMigration>`
      SELECT version, name, checksum FROM schema_migration ORDER BY version`.execute(tx)
    return rows
  }
  if (tables.rows.length > 0) {
    throw new MonitorError('db_foreign', `${place} holds the tables of another program`, {
      hint: 'Give Doorwatch its own database, or its own schema in one.',
    })
  }
  await sql`
    CREATE TABLE schema_migration (
      version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL
    )`.execute(tx)
  return []
}

async function apply(tx: Tx, { version, name, checksum, sql: text }: Migration, now: number): Promise<void> {
  try {
    await sql.raw(text).execute(tx)
  } catch (cause) {
    if (cause instanceof MonitorError) throw cause
    throw new MonitorError('db_migrations', `migration ${name} failed: ${messageOf(cause)}`, {
      hint: 'The database is unchanged. This is a bug in Doorwatch: please report it.',
      cause,
    })
  }
  await sql`
    INSERT INTO schema_migration (version, name, checksum, applied_at)
    VALUES (${version}, ${name}, ${checksum}, ${now})`.execute(tx)
}

/** A worker claims its location only after the migration, so its claim is looked for here. */
async function refuseUnderWorker(tx: Tx, now: number): Promise<void> {
  const claims = await tx.selectFrom('worker').select(['host', 'pid', 'token', 'heartbeat_at']).execute()
  const running = claims.find((claim) => isAlive(claim, now))
  if (running) throw migrationBlocked(running)
}
