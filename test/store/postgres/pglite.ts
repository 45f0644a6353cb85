import { PGlite } from '@electric-sql/pglite'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { afterAll, onTestFinished } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openPostgres, PARSERS } from '../../../src/store/postgres/index.ts'
import { NOW, type StoreFactory } from '../kit.ts'

/** PostgreSQL in this process: one for all tests of a file, because its start takes seconds. */
let server: Promise<PGlite> | undefined
/** The schema that the one session of the server looks into. */
let current: string | undefined
let schemas = 0
let turn = Promise.resolve()

afterAll(async () => {
  await (await server)?.close()
})

/** An empty schema of a database; it is dropped after the test. */
export async function newSchema(): Promise<{ readonly database: PGlite; readonly pool: () => PostgresPool }> {
  server ??= PGlite.create({ parsers: PARSERS })
  const database = await server
  schemas += 1
  const schema = `test_${schemas}`
  await database.exec(`CREATE SCHEMA ${schema}`)
  onTestFinished(async () => void (await database.exec(`DROP SCHEMA ${schema} CASCADE`)))
  return { database, pool: () => poolOver(database, schema) }
}

export const PLACE = 'the database "test"'

/** A store on PGlite. Every `open` has a schema of its own. */
export const pglite: StoreFactory = {
  oneSession: true,
  losesNul: true,
  examples: 0.1,
  async open() {
    const { pool } = await newSchema()
    const again = async () => {
      const opened = await openPostgres({ pool: pool(), place: PLACE, log: SILENT, now: NOW })
      return storeOver(opened, { now: () => NOW })
    }
    return { store: await again(), again }
  },
}

/** Connections that have the one session of the server in turn. */
function poolOver(database: PGlite, schema: string): PostgresPool {
  return {
    async connect() {
      const before = turn
      let release = () => {}
      turn = new Promise((resolve) => {
        release = resolve
      })
      await before
      if (current !== schema) await database.exec(`SET search_path TO ${schema}`)
      current = schema
      return { query: ((text, values) => query(database, text, values)) as PostgresPoolClient['query'], release }
    },
    async end() {},
  }
}

/** Only a query without values may have several statements. */
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
