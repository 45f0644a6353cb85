import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { openSqlite } from '../../../src/store/sqlite/index.ts'
import { startChild } from '../children.ts'
import { NOW, newFolder, openSqliteStore, resultOf, storeResult } from '../kit.ts'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

/** A database with some runs in it, closed. */
async function filledFile(folder = newFolder(), runs = 30): Promise<string> {
  const path = join(folder, 'doorwatch.sqlite')
  const store = await openSqliteStore(path)
  for (let slot = 0; slot < runs; slot += 1) await storeResult(store, resultOf({ scheduledAt: NOW + slot }))
  await store.close()
  return path
}

describe('the file of the database', () => {
  it('and its new folder are readable by the owner only, for any umask', async () => {
    const before = process.umask(0)
    onTestFinished(() => void process.umask(before))
    const path = join(newFolder(), 'a', 'b', 'doorwatch.sqlite')
    const store = await openSqliteStore(path)
    await storeResult(store, resultOf())
    expect([dirname(dirname(path)), dirname(path)].map(modeOf)).toEqual(['700', '700'])
    expect(['', '-wal', '-shm'].map((suffix) => modeOf(`${path}${suffix}`))).toEqual(['600', '600', '600'])
  })

  it('keeps the mode of an existing folder', async () => {
    const folder = join(newFolder(), 'shared')
    mkdirSync(folder)
    chmodSync(folder, 0o750)
    await openSqliteStore(join(folder, 'doorwatch.sqlite'))
    expect(modeOf(folder)).toBe('750')
  })

  it('is a single file after the store is closed', async () => {
    const path = await filledFile()
    expect(['-wal', '-shm'].map((suffix) => existsSync(`${path}${suffix}`))).toEqual([false, false])
  })

  it('has a size that the store reports', async () => {
    const path = await filledFile()
    const store = await openSqliteStore(path)
    const { databaseBytes } = await store.health({ from: 0, to: NOW })
    expect(databaseBytes).toBeGreaterThanOrEqual(statSync(path).size)
  })
})

describe('opening', () => {
  it('creates no file for a command that only reads', async () => {
    const path = join(newFolder(), 'state', 'doorwatch.sqlite')
    const opening = openSqliteStore(path, { mustExist: true })
    await expect(opening).rejects.toMatchObject({
      code: 'db_missing',
      hint: expect.stringContaining('doorwatch start'),
    })
    expect(existsSync(dirname(path))).toBe(false)
    await filledFile(dirname(path))
    expect(await (await openSqliteStore(path, { mustExist: true })).runs({ limit: 99 })).toHaveLength(30)
  })

  it.each([
    ['is a folder', (folder: string) => folder],
    ['lies in a file', (folder: string) => join(folder, 'file', 'doorwatch.sqlite')],
    ['lies below a file', (folder: string) => join(folder, 'file', 'state', 'doorwatch.sqlite')],
    ['is too long a name', (folder: string) => join(folder, 'x'.repeat(300))],
  ])('says so where the path %s', async (_, pathIn) => {
    const folder = newFolder()
    writeFileSync(join(folder, 'file'), '')
    const path = pathIn(folder)
    const opening = openSqliteStore(path)
    await expect(opening).rejects.toMatchObject({ code: 'db_path', message: expect.stringContaining(path) })
    await expect(opening).rejects.toHaveProperty('hint', expect.stringContaining('DOORWATCH_DB'))
  })

  it.each([
    ['is a text file', (path: string) => writeFileSync(path, 'at,surface,outcome\n'.repeat(500))],
    ['lost its end', (path: string) => truncateSync(path, statSync(path).size - 3 * 4096 - 700)],
    ['has a page that was overwritten', (path: string) => overwrite(path, 5 * 4096, 4096)],
    ['has a header that was overwritten', (path: string) => overwrite(path, 0, 100)],
  ])('says so where the file %s, and leaves it as it is', async (_, damage) => {
    const path = await filledFile()
    damage(path)
    const bytes = readFileSync(path)
    const opening = openSqliteStore(path)
    await expect(opening).rejects.toMatchObject({ code: 'db_corrupt', message: expect.stringContaining(path) })
    await expect(opening).rejects.toHaveProperty('hint', expect.stringContaining(`mv ${path}`))
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  it('treats an empty file as a new database', async () => {
    const path = join(newFolder(), 'doorwatch.sqlite')
    writeFileSync(path, '')
    expect(await storeResult(await openSqliteStore(path), resultOf())).toBe(1)
  })

  it.each([
    ['the file is read-only', 'db_readonly', (path: string) => chmodSync(path, 0o400)],
    ['the file cannot be read', 'db_path', (path: string) => chmodSync(path, 0o000)],
    ['the folder is read-only', 'db_path', (path: string) => chmodSync(dirname(path), 0o500)],
  ])('says so where %s', async (_, code, forbid) => {
    const path = await filledFile()
    if (isRoot) for (const place of [path, dirname(path)]) chownSync(place, NOBODY, NOBODY)
    forbid(path)
    onTestFinished(() => chmodSync(dirname(path), 0o700))
    // Rights mean nothing to root, so another user tries.
    const child = startChild('open', [path], isRoot ? { user: NOBODY } : {})
    await child.waitForExit()
    expect(child.output()).toMatch(new RegExp(`^${code}: .*DOORWATCH_DB`))
  })

  it('does not change the database of another program', async () => {
    const path = join(newFolder(), 'other.sqlite')
    const other = new BetterSqlite(path)
    other.exec('CREATE TABLE note (text TEXT)')
    other.close()
    await expect(openSqliteStore(path)).rejects.toMatchObject({ code: 'db_foreign' })
    const tables = new BetterSqlite(path).prepare('SELECT name FROM sqlite_schema').pluck().all()
    expect(tables).toEqual(['note'])
  })
})

function overwrite(path: string, offset: number, length: number): void {
  const bytes = readFileSync(path)
  bytes.fill(0xa5, offset, offset + length)
  writeFileSync(path, bytes)
}

describe('a database that another process holds', () => {
  it('can be opened and read while that one writes; a transaction waits, then fails with the reason', async () => {
    const path = await filledFile()
    const holder = startChild('hold', [path, 'writing'])
    await holder.waitForLine('held')
    const store = await openSqliteStore(path, { lockWaitMs: 300 })
    expect(await store.runs({ limit: 99 })).toHaveLength(30)
    const write = () => storeResult(store, resultOf({ scheduledAt: NOW + 99 }))
    await expect(write()).rejects.toMatchObject({
      code: 'db_locked',
      hint: expect.stringContaining('Stop the program'),
    })
    const waiting = write()
    await holder.kill()
    expect(await waiting).toBe(31)
  })

  it('does not block the event loop while a transaction waits', async () => {
    const path = await filledFile()
    const holder = startChild('hold', [path, 'writing'])
    await holder.waitForLine('held')
    const store = await openSqliteStore(path, { lockWaitMs: 500 })
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    }, 5)
    await expect(storeResult(store, resultOf({ scheduledAt: NOW + 99 }))).rejects.toMatchObject({ code: 'db_locked' })
    clearInterval(timer)
    // A loop that stands still has none.
    expect(turns).toBeGreaterThan(1)
  })

  it('cannot be opened while that one has an exclusive lock', async () => {
    const path = await filledFile()
    const holder = startChild('hold', [path, 'alone'])
    await holder.waitForLine('held')
    await expect(openSqliteStore(path, { lockWaitMs: 300 })).rejects.toMatchObject({ code: 'db_locked' })
  })
})

describe('a disk that is full', () => {
  it('fails one transaction, and none before or after it', async () => {
    const path = join(newFolder(), 'doorwatch.sqlite')
    const file = await openSqlite({ path, mustExist: false, lockWaitMs: 300, now: NOW, log: SILENT })
    onTestFinished(() => file.close())
    const pages = (limit: number) => sql`pragma max_page_count = ${sql.lit(limit)}`.execute(file.writer)
    const fill = (texts: number) =>
      file.writer.transaction().execute(async (tx) => {
        for (let text = 0; text < texts; text += 1) {
          await tx
            .insertInto('name')
            .values({ text: `${text} ${'x'.repeat(9_000)}` })
            .execute()
        }
      })
    await pages(1)
    await expect(fill(200)).rejects.toMatchObject({ code: 'db_full', hint: expect.stringContaining('Free space') })
    expect(await file.reader.selectFrom('name').selectAll().execute()).toEqual([])
    await pages(100_000)
    await fill(200)
    expect(await file.reader.selectFrom('name').select('id').execute()).toHaveLength(200)
  })
})
