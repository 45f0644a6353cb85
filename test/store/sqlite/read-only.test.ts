import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStoreReader } from '../../../src/store/index.ts'
import { openReadOnly } from '../../../src/store/sqlite/index.ts'
import { startChild } from '../children.ts'
import { NOW, newFolder, openSqliteStore, resultOf, storeResult } from '../kit.ts'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

async function readerOf(path: string) {
  const reader = await openStoreReader({ path, lockWaitMs: 300 })
  onTestFinished(() => reader.close())
  return reader
}

/** A database with some runs in it, closed. */
async function filledFile(): Promise<string> {
  const path = join(newFolder(), 'doorwatch.sqlite')
  const store = await openSqliteStore(path)
  for (let slot = 0; slot < 5; slot += 1) await storeResult(store, resultOf({ scheduledAt: NOW + slot }))
  await store.close()
  return path
}

describe('a reader of the database', () => {
  it('reads what a running worker commits, while it runs', async () => {
    const path = await filledFile()
    const worker = await openSqliteStore(path)
    const reader = await readerOf(path)
    await storeResult(worker, resultOf({ scheduledAt: NOW + 9 }))
    expect(await reader.runs({ limit: 99 })).toHaveLength(6)
  })

  it('changes nothing on the disk', async () => {
    const path = await filledFile()
    const before = readFileSync(path)
    const reader = await openStoreReader({ path })
    expect(await reader.runs({ limit: 99 })).toHaveLength(5)
    await reader.close()
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it.each([
    ['after the worker ended in order', ''],
    ['after the worker was killed', 'killed'],
  ])('needs no right to write to file and folder, %s', async (_, end) => {
    const path = end === 'killed' ? await killedFile() : await filledFile()
    if (isRoot) for (const file of filesOf(path)) chownSync(file, NOBODY, NOBODY)
    for (const file of filesOf(path)) chmodSync(file, statSync(file).isDirectory() ? 0o500 : 0o400)
    onTestFinished(() => chmodSync(dirname(path), 0o700))
    // Rights mean nothing to root, so another user tries.
    const child = startChild('read', [path], isRoot ? { user: NOBODY } : {})
    await child.waitForExit()
    expect(child.output()).toBe('5 runs')
  })

  it('names the path of a missing database, and creates none', async () => {
    const path = join(newFolder(), 'state', 'doorwatch.sqlite')
    await expect(openStoreReader({ path })).rejects.toMatchObject({ code: 'db_missing' })
    expect(existsSync(dirname(path))).toBe(false)
  })

  it('names a folder without access, and does not call that a missing database', async () => {
    const path = await filledFile()
    const child = startChild('read', [path], isRoot ? { user: NOBODY } : {})
    if (!isRoot) chmodSync(dirname(path), 0o000)
    onTestFinished(() => chmodSync(dirname(path), 0o700))
    await child.waitForExit()
    expect(child.output()).toMatch(/^db_path: /)
  })

  it('names a damaged file', async () => {
    const path = await filledFile()
    truncateSync(path, statSync(path).size - 5_000)
    await expect(openReadOnly({ path, lockWaitMs: 0 })).rejects.toMatchObject({ code: 'db_corrupt' })
  })
})

/** The folder, and all files in it. */
function filesOf(path: string): string[] {
  const folder = dirname(path)
  return [...readdirSync(folder).map((name) => join(folder, name)), folder]
}

/** A database as a killed worker leaves it: with a log that was not folded into the file. */
async function killedFile(): Promise<string> {
  const path = await filledFile()
  const holder = startChild('hold', [path, 'writing'])
  await holder.waitForLine('held')
  await holder.kill()
  expect(existsSync(`${path}-wal`)).toBe(true)
  return path
}
