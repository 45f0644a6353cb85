import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openPostgres } from '../../../src/store/postgres/index.ts'
import { NOW, newFolder, openSqliteStore } from '../kit.ts'
import { newSchema, PLACE } from './pglite.ts'

const SHIPPED = join(PACKAGE_ROOT, 'db/migrations-postgres')
const NAMES = readdirSync(SHIPPED).toSorted()
const NEXT = `${String(NAMES.length + 1).padStart(4, '0')}_next.sql`

/** One table as both databases can describe it; lists are sorted. */
interface TableShape {
  /** `name kind`, with ` null` where NULL is allowed. */
  readonly columns: readonly string[]
  readonly primaryKey: readonly string[]
  /** `columns`, with ` unique` and ` where …`. */
  readonly indexes: readonly string[]
  /** `column -> table`, with ` on delete …`. */
  readonly foreignKeys: readonly string[]
  /** How many CHECK constraints there are. */
  readonly checks: number
}

type Shapes = Readonly<Record<string, TableShape>>

async function shapesOfSqlite(): Promise<Shapes> {
  const path = join(newFolder(), 'doorwatch.sqlite')
  await (await openSqliteStore(path)).close()
  const database = new BetterSqlite(path, { readonly: true })
  onTestFinished(() => void database.close())
  const rows = <Row>(text: string, ...values: unknown[]) => database.prepare<unknown[], Row>(text).all(...values)
  const tables = rows<{ name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
  return Object.fromEntries(
    tables.map(({ name, sql: text }) => {
      const columns = rows<{ name: string; type: string; notnull: number; pk: number }>(
        'SELECT * FROM pragma_table_info(?)',
        name,
      )
      const indexes = rows<{ name: string; unique: number; origin: string }>('SELECT * FROM pragma_index_list(?)', name)
      const keys = rows<{ from: string; table: string; on_delete: string }>(
        'SELECT * FROM pragma_foreign_key_list(?)',
        name,
      )
      const ofIndex = (index: string) => {
        const { sql: definition } = rows<{ sql: string | null }>(
          'SELECT sql FROM sqlite_schema WHERE name = ?',
          index,
        )[0] ?? { sql: null }
        const where = definition?.split(' WHERE ')[1]
        const names = rows<{ name: string }>('SELECT name FROM pragma_index_info(?)', index)
        return { names: names.map((column) => column.name), where }
      }
      const shape: TableShape = {
        columns: columns
          .map((one) => `${one.name} ${one.type.toLowerCase()}${one.notnull || one.pk ? '' : ' null'}`)
          .toSorted(),
        primaryKey: columns
          .filter(({ pk }) => pk > 0)
          .toSorted((a, b) => a.pk - b.pk)
          .map((one) => one.name),
        indexes: indexes
          .filter(({ origin }) => origin !== 'pk')
          .map((index) => indexText({ ...ofIndex(index.name), unique: index.unique === 1 }))
          .toSorted(),
        foreignKeys: keys.map((key) => keyText(key.from, key.table, key.on_delete.toLowerCase())).toSorted(),
        checks: text.split('CHECK (').length - 1,
      }
      return [name, shape]
    }),
  )
}

const KIND: Readonly<Record<string, string>> = { bigint: 'integer', smallint: 'integer', bytea: 'blob' }
const ON_DELETE: Readonly<Record<string, string>> = { a: 'no action', c: 'cascade', n: 'set null' }

async function shapesOfPostgres(database: PGlite): Promise<Shapes> {
  const rows = async <Row>(text: string) => (await database.query<Row>(text)).rows
  const columns = await rows<{ table: string; name: string; type: string; nullable: string }>(
    `SELECT table_name AS table, column_name AS name, data_type AS type, is_nullable AS nullable
     FROM information_schema.columns WHERE table_schema = current_schema()`,
  )
  const indexes = await rows<{ table: string; names: string[]; unique: boolean; primary: boolean; where: string }>(
    `SELECT c.relname AS table, i.indisunique AS unique, i.indisprimary AS primary,
       pg_get_expr(i.indpred, i.indrelid) AS where,
       ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum ORDER BY k.place) AS names
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = current_schema()::regnamespace`,
  )
  const constraints = await rows<{ table: string; kind: string; column: string; to: string; on_delete: string }>(
    `SELECT c.conrelid::regclass::text AS table, c.contype AS kind, a.attname AS column,
       c.confrelid::regclass::text AS to, c.confdeltype AS on_delete
     FROM pg_constraint c LEFT JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.connamespace = current_schema()::regnamespace`,
  )
  const tables = [...new Set(columns.map(({ table }) => table))]
  return Object.fromEntries(
    tables.map((table) => {
      const ofTable = <Row extends { readonly table: string }>(all: readonly Row[]) =>
        all.filter((one) => one.table === table)
      const shape: TableShape = {
        columns: ofTable(columns)
          .map(({ name, type, nullable }) => `${name} ${KIND[type] ?? type}${nullable === 'YES' ? ' null' : ''}`)
          .toSorted(),
        primaryKey: ofTable(indexes).find(({ primary }) => primary)?.names ?? [],
        indexes: ofTable(indexes)
          .filter(({ primary }) => !primary)
          .map(({ names, unique, where }) => indexText({ names, unique, where: where ?? undefined }))
          .toSorted(),
        foreignKeys: ofTable(constraints)
          .filter(({ kind }) => kind === 'f')
          .map(({ column, to, on_delete }) => keyText(column, to, ON_DELETE[on_delete] ?? on_delete))
          .toSorted(),
        checks: ofTable(constraints).filter(({ kind }) => kind === 'c').length,
      }
      return [table, shape]
    }),
  )
}

function indexText(index: { names: readonly string[]; unique: boolean; where: string | undefined }): string {
  // PostgreSQL writes `x IN (1, 2)` as `(x = ANY (ARRAY[1, 2]))`.
  const where = index.where?.replace(/^\((.*)\)$/, '$1').replace(/= ANY \(ARRAY\[(.*)\]\)/, 'IN ($1)')
  return `${index.names.join(', ')}${index.unique ? ' unique' : ''}${where === undefined ? '' : ` where ${where}`}`
}

function keyText(column: string, table: string, onDelete: string): string {
  return `${column} -> ${table}${onDelete === 'no action' ? '' : ` on delete ${onDelete}`}`
}

describe('the schema for PostgreSQL', () => {
  it('has the tables, columns, keys and indexes of the one for SQLite', async () => {
    const { database, pool } = await newSchema()
    await openPostgres({ pool: pool(), place: PLACE, log: SILENT, now: NOW })
    expect(await shapesOfPostgres(database)).toEqual(await shapesOfSqlite())
  })
})

/** The shipped migrations and more. */
function folderWith(more: Readonly<Record<string, string>>): string {
  const folder = join(newFolder(), 'migrations')
  mkdirSync(folder)
  for (const name of NAMES) copyFileSync(join(SHIPPED, name), join(folder, name))
  for (const [name, text] of Object.entries(more)) writeFileSync(join(folder, name), text)
  return folder
}

describe('migrating PostgreSQL', () => {
  async function setting() {
    const { database, pool } = await newSchema()
    const open = (migrationsFolder?: string) =>
      openPostgres({
        ...{ pool: pool(), place: PLACE, log: SILENT, now: NOW },
        ...(migrationsFolder ? { migrationsFolder } : {}),
      })
    const versions = async () =>
      (await database.query<{ version: number }>('SELECT version FROM schema_migration ORDER BY version')).rows.map(
        ({ version }) => version,
      )
    return { database, open, versions }
  }

  it('records each migration, and applies it once', async () => {
    const { open, versions } = await setting()
    await open()
    await open()
    expect(await versions()).toEqual(NAMES.map((_, index) => index + 1))
    await open(folderWith({ [NEXT]: 'CREATE TABLE more (id BIGINT); CREATE INDEX more_id ON more (id);' }))
    expect(await versions()).toHaveLength(NAMES.length + 1)
  })

  it('changes nothing where a migration fails', async () => {
    const { database, open, versions } = await setting()
    await open()
    const failing = open(folderWith({ [NEXT]: 'CREATE TABLE more (id BIGINT); DROP TABLE nowhere;' }))
    await expect(failing).rejects.toMatchObject({
      code: 'db_migrations',
      message: expect.stringContaining(NEXT.slice(0, 9)),
    })
    expect(await versions()).toHaveLength(NAMES.length)
    expect((await database.query("SELECT to_regclass('more') AS more")).rows).toEqual([{ more: null }])
  })

  it('refuses a schema that a newer Doorwatch migrated, and one of another program', async () => {
    const newer = await setting()
    await newer.open(folderWith({ [NEXT]: 'CREATE TABLE more (id BIGINT);' }))
    await expect(newer.open()).rejects.toMatchObject({ code: 'db_newer' })
    const { database, pool } = await newSchema()
    const client = await pool().connect()
    await database.exec('CREATE TABLE invoice (id BIGINT)')
    client.release()
    const opening = openPostgres({ pool: pool(), place: PLACE, log: SILENT, now: NOW })
    await expect(opening).rejects.toMatchObject({ code: 'db_foreign', message: expect.stringContaining(PLACE) })
  })

  it('is refused while a worker uses the earlier schema', async () => {
    const { open, versions } = await setting()
    const store = storeOver(await open(), { now: () => NOW })
    const claim = await store.claimWorker({ location: 'here', pid: process.pid, startedAt: NOW })
    const folder = folderWith({ [NEXT]: 'CREATE TABLE more (id BIGINT);' })
    await expect(open(folder)).rejects.toMatchObject({ code: 'worker_running' })
    await claim.release()
    await open(folder)
    expect(await versions()).toHaveLength(NAMES.length + 1)
  })
})

describe('an error of PostgreSQL', () => {
  it('names the database and says what to do', async () => {
    const { pool } = await newSchema()
    const { writer } = await openPostgres({ pool: pool(), place: PLACE, log: SILENT, now: NOW })
    const insert = () => writer.insertInto('name').values({ text: 'twice' }).execute()
    await insert()
    await expect(insert()).rejects.toMatchObject({
      code: 'store_refused',
      message: expect.stringContaining(PLACE),
      cause: { code: '23505' },
    })
  })
})
