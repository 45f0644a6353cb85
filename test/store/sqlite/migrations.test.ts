import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { readMigrations } from '../../../src/store/schema/migrations.ts'
import { openReadOnly, openSqlite } from '../../../src/store/sqlite/index.ts'
import { migrate } from '../../../src/store/sqlite/migrate.ts'
import { startChild } from '../children.ts'
import { NOW, newFolder, openSqliteStore, resultOf, storeResult } from '../kit.ts'

const SHIPPED = join(PACKAGE_ROOT, 'db/migrations')
const NAMES = readdirSync(SHIPPED).toSorted()
const NEXT = `${String(NAMES.length + 1).padStart(4, '0')}_next.sql`

/** The shipped migrations and more. */
function folderWith(more: Readonly<Record<string, string>>, shipped = NAMES): string {
  const folder = join(newFolder(), 'migrations')
  mkdirSync(folder)
  for (const name of shipped) copyFileSync(join(SHIPPED, name), join(folder, name))
  for (const [name, text] of Object.entries(more)) writeFileSync(join(folder, name), text)
  return folder
}

async function openWith(path: string, migrationsFolder: string, lockWaitMs = 5_000) {
  const file = await openSqlite({ path, mustExist: false, lockWaitMs, now: 5, log: SILENT, migrationsFolder })
  onTestFinished(() => file.close())
  return file
}

function readLines(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n')
}

async function filled(): Promise<string> {
  const path = join(newFolder(), 'doorwatch.sqlite')
  const store = await openSqliteStore(path)
  await storeResult(store, resultOf())
  await store.close()
  return path
}

function query(path: string, text: string): unknown[] {
  const database = new BetterSqlite(path, { readonly: true })
  try {
    return database.prepare(text).pluck().all()
  } finally {
    database.close()
  }
}

const versions = (path: string) => query(path, 'SELECT version FROM schema_migration ORDER BY version')

describe('the schema', () => {
  it('is the one in db/schema.sql (npx vitest -u rewrites it)', async () => {
    const path = await filled()
    const statements = query(path, 'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid')
    const header = '-- Written by test/store/sqlite/migrations.test.ts from db/migrations. Do not edit.'
    await expect([header, ...statements.map((text) => `${text};`), ''].join('\n\n')).toMatchFileSnapshot(
      join(PACKAGE_ROOT, 'db/schema.sql'),
    )
  })

  it('is strict in every table', async () => {
    const tables = query(await filled(), "SELECT sql FROM sqlite_schema WHERE type = 'table'") as string[]
    expect(tables.length).toBeGreaterThan(10)
    expect(tables.filter((text) => !/\) STRICT(, WITHOUT ROWID)?$/.test(text))).toEqual([])
  })

  it('has a comment on the use of every index', () => {
    for (const name of NAMES) {
      const lines = readLines(join(SHIPPED, name))
      for (const [index, line] of lines.entries()) {
        if (/^CREATE (UNIQUE )?INDEX/.test(line)) expect(lines[index - 1]).toMatch(/^-- /)
      }
    }
  })
})

describe('migrating', () => {
  it('records each migration, and applies it once', async () => {
    const path = await filled()
    expect(versions(path)).toEqual(NAMES.map((_, index) => index + 1))
    const before = query(path, 'SELECT applied_at FROM schema_migration')
    await (await openSqliteStore(path)).close()
    expect(query(path, 'SELECT applied_at FROM schema_migration')).toEqual(before)
    expect(readdirSync(join(path, '..')).filter((name) => name.includes('before'))).toEqual([])
  })

  it('first copies a database with data, for its owner only', async () => {
    const path = await filled()
    const copy = `${path}.before-v${NAMES.length + 1}`
    writeFileSync(copy, 'left by an earlier try')
    const file = await openWith(path, folderWith({ [NEXT]: 'ALTER TABLE run ADD COLUMN more TEXT; DELETE FROM step;' }))
    expect(await file.reader.selectFrom('step').selectAll().execute()).toEqual([])
    expect(query(copy, 'SELECT count(*) FROM step')).toEqual([2])
    expect(versions(copy)).toHaveLength(NAMES.length)
    expect((statSync(copy).mode & 0o777).toString(8)).toBe('600')
  })

  it('leaves no part of a copy where the database cannot be copied, and changes nothing', () => {
    const path = join(newFolder(), 'doorwatch.sqlite')
    const database = new BetterSqlite(path)
    onTestFinished(() => void database.close())
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    const openReader = () => {
      throw full
    }
    const options = { path, now: 5, log: SILENT, openReader }
    migrate(database, { ...options, migrations: readMigrations(SHIPPED) })
    const migrations = readMigrations(folderWith({ [NEXT]: 'DELETE FROM run;' }))
    expect(() => migrate(database, { ...options, migrations })).toThrow(full)
    expect(readdirSync(join(path, '..')).filter((name) => name.includes('before'))).toEqual([])
    expect(versions(path)).toHaveLength(NAMES.length)
  })

  it('changes nothing where a migration fails', async () => {
    const path = await filled()
    const folder = folderWith({ [NEXT]: 'DELETE FROM step; DELETE FROM run; CREATE TABLE step (id INTEGER);' })
    const opening = openWith(path, folder)
    await expect(opening).rejects.toMatchObject({
      code: 'db_migrations',
      message: expect.stringContaining(NEXT.slice(0, 9)),
    })
    expect([versions(path).length, query(path, 'SELECT count(*) FROM step')]).toEqual([NAMES.length, [2]])
    expect(await (await openSqliteStore(path)).runs({ limit: 5 })).toHaveLength(1)
  })

  it('changes nothing where a foreign key would be violated', async () => {
    const path = await filled()
    const opening = openWith(path, folderWith({ [NEXT]: 'DELETE FROM run;' }))
    await expect(opening).rejects.toMatchObject({ code: 'db_migrations', message: expect.stringContaining('point to') })
    expect(query(path, 'SELECT count(*) FROM run')).toEqual([1])
  })

  it('refuses a database of a newer Doorwatch, and names both versions', async () => {
    const path = await filled()
    await (await openWith(path, folderWith({ [NEXT]: 'CREATE TABLE future (id INTEGER) STRICT;' }))).close()
    const opening = openSqliteStore(path)
    const message = new RegExp(`version ${NAMES.length + 1} .* up to ${NAMES.length}`)
    await expect(opening).rejects.toMatchObject({ code: 'db_newer', message: expect.stringMatching(message) })
  })

  it('refuses a database with unrecognised migrations', async () => {
    const path = await filled()
    const changed = folderWith({ [NAMES[0] ?? '']: 'CREATE TABLE other (id INTEGER) STRICT;' })
    await expect(openWith(path, changed)).rejects.toMatchObject({ code: 'db_migrations' })
    const database = new BetterSqlite(path)
    database.exec('DELETE FROM schema_migration WHERE version = 1')
    database.close()
    await expect(openSqliteStore(path)).rejects.toMatchObject({ code: 'db_migrations' })
  })

  it('ignores line endings when it compares migrations', async () => {
    const path = await filled()
    const [first = ''] = NAMES
    const folder = folderWith({ [first]: readLines(join(SHIPPED, first)).join('\r\n') })
    expect(await (await openWith(path, folder)).bytes()).toBeGreaterThan(0)
  })

  it.each([
    ['a gap', { '0099_later.sql': 'SELECT 1;' }],
    ['two of one number', { '0001_again.sql': 'SELECT 1;' }],
    ['a name without a number', { 'fix.sql': 'SELECT 1;' }],
  ])('refuses a folder with %s', async (_, more) => {
    const path = join(newFolder(), 'doorwatch.sqlite')
    await expect(openWith(path, folderWith(more))).rejects.toMatchObject({ code: 'db_migrations' })
  })

  it('is refused while a worker uses the earlier schema', async () => {
    const path = await filled()
    const running = await openSqliteStore(path)
    const claim = await running.claimWorker({ location: 'here', pid: process.pid, startedAt: NOW })
    const folder = folderWith({ [NEXT]: 'CREATE TABLE more (id INTEGER) STRICT;' })
    const upgrade = () =>
      openSqlite({ path, mustExist: false, lockWaitMs: 0, now: NOW, log: SILENT, migrationsFolder: folder })
    await expect(upgrade()).rejects.toMatchObject({ code: 'worker_running', hint: expect.stringContaining('kill') })
    expect(versions(path)).toHaveLength(NAMES.length)
    await claim.release()
    await (await upgrade()).close()
    expect(versions(path)).toHaveLength(NAMES.length + 1)
  })

  it('is left to the worker: other commands ask to restart it', async () => {
    const path = await filled()
    const folder = folderWith({ [NEXT]: 'CREATE TABLE more (id INTEGER) STRICT;' })
    const common = { path, lockWaitMs: 0, migrationsFolder: folder }
    const older = { code: 'db_older', hint: expect.stringContaining('Restart the worker') }
    const writing = openSqlite({ ...common, mustExist: false, createOnly: true, now: NOW, log: SILENT })
    await expect(writing).rejects.toMatchObject(older)
    await expect(openReadOnly(common)).rejects.toMatchObject(older)
    expect(versions(path)).toHaveLength(NAMES.length)
  })

  it('creates a new database for a command that writes', async () => {
    const path = join(newFolder(), 'doorwatch.sqlite')
    const options = { path, mustExist: false, createOnly: true, lockWaitMs: 0, now: NOW, log: SILENT }
    await (await openSqlite(options)).close()
    expect(versions(path)).toHaveLength(NAMES.length)
  })

  it('is done by one of two processes that start at the same time', async () => {
    const path = join(newFolder(), 'new', 'doorwatch.sqlite')
    const children = Array.from({ length: 3 }, () => startChild('open', [path]))
    await Promise.all(children.map((child) => child.waitForExit()))
    expect(children.map((child) => child.output())).toEqual(['open', 'open', 'open'])
    expect(versions(path)).toHaveLength(NAMES.length)
  })

  it('is rolled back by a kill, and done at the next start', async () => {
    const path = await filled()
    const copy = `${path}.before-v${NAMES.length + 1}`
    const endless = `DELETE FROM step; CREATE TABLE slow AS WITH RECURSIVE n(i) AS
      (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000000) SELECT max(i) AS i FROM n;`
    const child = startChild('migrate', [path, folderWith({ [NEXT]: endless })])
    await child.waitForLine('migrating')
    while (!existsSync(copy) || statSync(copy).size === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, 200))
    await child.kill()
    expect(child.output()).not.toContain('migrated')
    expect(query(path, 'SELECT count(*) FROM step')).toEqual([2])
    const file = await openWith(path, folderWith({ [NEXT]: 'CREATE TABLE quick (id INTEGER) STRICT;' }))
    expect(await file.reader.selectFrom('step').selectAll().execute()).toHaveLength(2)
    expect(versions(path)).toHaveLength(NAMES.length + 1)
  })
})
