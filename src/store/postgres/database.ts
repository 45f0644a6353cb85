import {
  HandleEmptyInListsPlugin,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  replaceWithNoncontingentExpression,
  sql,
} from 'kysely'
import type { Log } from '../../core/index.ts'
import type { StoreDatabase } from '../schema/dialect.ts'
import type { Tables } from '../schema/tables.ts'
import { POSTGRES } from './dialect.ts'
import { migrate } from './migrate.ts'
import { guardedPool } from './pool.ts'

interface PostgresOptions {
  /** Connections that give `PARSERS`' types as numbers; closed with the database. */
  readonly pool: PostgresPool
  /** Names the database in messages, without a password. */
  readonly place: string
  readonly log: Log
  /** Epoch ms. */
  readonly now: number
  readonly migrationsFolder?: string
}

/** How a pool must read these types, by their object id: bigint, and the numeric that a sum of bigints is. */
export const PARSERS: Readonly<Record<number, (text: string) => number>> = { 20: Number, 1700: Number }

/**
 * Opens and migrates a PostgreSQL database.
 * @throws MonitorError `db_unreachable`, `db_path`, `db_newer`, `db_foreign`, `db_migrations`, …; each says what to do
 */
export async function openPostgres(options: PostgresOptions): Promise<StoreDatabase> {
  const { pool, place, ...rest } = options
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: guardedPool(pool, place) }),
    // SQLite takes `IN ()`, PostgreSQL does not.
    plugins: [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })],
  })
  try {
    await migrate(db, { place, ...rest })
  } catch (error) {
    await db.destroy()
    throw error
  }
  return {
    writer: db,
    reader: db,
    dialect: POSTGRES,
    async bytes() {
      const { rows } = await sql<{ bytes: number }>`SELECT pg_database_size(current_database()) AS bytes`.execute(db)
      return rows[0]?.bytes ?? 0
    },
    close: () => db.destroy(),
  }
}
