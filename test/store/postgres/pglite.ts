import { PGlite } from '@electric-sql/pglite'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { onTestFinished } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openPostgres, PARSERS } from '../../../src/store/postgres/index.ts'
import { NOW, type StoreFactory } from '../kit.ts'

/** PostgreSQL in this process: one for all its tests, because its start takes seconds. */
let server: Promise<PGlite> | undefined
/** The schema on the search path of the only session. */
let currentSchema: string | undefined
let schemaCount = 0
let lastTurn = Promise.resolve()
/** Migrated schemas with empty tables, which no test uses. Emptying tables is cheaper than migrating a new schema. */
const emptySchemas: Schema[] = []

/** A schema with its connections. */
interface Schema {
  readonly name: string
  readonly database: PGlite
  readonly pool: () => PostgresPool
}

/** Creates an empty schema, which is dropped after the test. */
export async function newSchema(): Promise<Schema> {
  const schema = await createSchema()
  onTestFinished(async () => void (await schema.database.exec(`DROP SCHEMA ${schema.name} CASCADE`)))
  return schema
}

async function createSchema(): Promise<Schema> {
  server ??= PGlite.create({ parsers: PARSERS })
  const database = await server
  schemaCount += 1
  const name = `test_${schemaCount}`
  await database.exec(`CREATE SCHEMA ${name}`)
  return { name, database, pool: () => poolOver(database, name) }
}

/**
 * Empties every table except the list of applied migrations, and restarts the ids. Deletes the few rows of a test: truncating
 * makes new files for all tables that refer to each other, also for those without rows.
 */
async function emptyTables({ name, database }: Schema): Promise<void> {
  const { rows } = await database.query<{ table: string }>(
    `SELECT tablename AS table FROM pg_tables WHERE schemaname = $1 AND tablename <> 'schema_migration'`,
    [name],
  )
  const tables = rows.map(({ table }) => `${name}.${table}`)
  const holdsRows = tables.map((table) => `SELECT '${table}' AS table WHERE EXISTS (SELECT 1 FROM ${table})`)
  const filled = await database.query<{ table: string }>(holdsRows.join(' UNION ALL '))
  const ids = await database.query<{ id: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS id FROM pg_sequences WHERE schemaname = $1 AND last_value IS NOT NULL`,
    [name],
  )
  const statements = [
    // Without the checks of foreign keys, so in any order.
    'SET session_replication_role = replica',
    ...filled.rows.map(({ table }) => `DELETE FROM ${table}`),
    'SET session_replication_role = DEFAULT',
    ...ids.rows.map(({ id }) => `ALTER SEQUENCE ${id} RESTART`),
  ]
  await database.exec(statements.join('; '))
}

export const PLACE = 'the database "test"'

/** A store on PGlite. No two stores of a test share a schema. */
export const pglite: StoreFactory = {
  oneSession: true,
  losesNul: true,
  examples: 0.3,
  async open() {
    const schema = emptySchemas.pop() ?? (await createSchema())
    onTestFinished(async () => {
      await emptyTables(schema)
      emptySchemas.push(schema)
    })
    const again = async () => {
      const opened = await openPostgres({ pool: schema.pool(), place: PLACE, log: SILENT, now: NOW })
      return storeOver(opened, { now: () => NOW })
    }
    return { store: await again(), again }
  },
}

/** Connections that take turns on the only session of the server. */
function poolOver(database: PGlite, schema: string): PostgresPool {
  return {
    async connect() {
      const before = lastTurn
      let release = () => {}
      lastTurn = new Promise((resolve) => {
        release = resolve
      })
      await before
      if (currentSchema !== schema) await database.exec(`SET search_path TO ${schema}`)
      currentSchema = schema
      return { query: ((text, values) => query(database, text, values)) as PostgresPoolClient['query'], release }
    },
    async end() {},
  }
}

/** Runs one statement with values, or several without. */
async function query(
  database: PGlite,
  text: string,
  values: readonly unknown[],
): Promise<PostgresQueryResult<unknown>> {
  const results = values.length > 0 ? [await database.query(text, [...values])] : await database.exec(text)
  const { rows = [], affectedRows = 0 } = results.at(-1) ?? {}
  const command = text.trimStart().split(/\s/, 1)[0]?.toUpperCase() as PostgresQueryResult<unknown>['command']
  return { command, rowCount: affectedRows, rows }
}
