import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/index.ts'
import { fillDisk, mountSmallDisk } from '../../support/small-disk.ts'
import { NOW, newFolder, openSqliteStore } from '../kit.ts'
import { breaks, openGuarded, run } from './guarded-kit.ts'

describe('a store whose disk is full', () => {
  it('continues in memory, and writes all of it when there is room again', async (context) => {
    const disk = newFolder()
    if (!mountSmallDisk(disk, 2)) return context.skip('needs the right to mount a file system')
    const { store, read } = await openGuarded({ folder: disk })
    await run(store, 0)
    const filler = join(disk, 'filler')
    fillDisk(filler)
    for (let slot = 1; slot <= 30; slot += 1) await run(store, slot, slot === 5 ? breaks : undefined)
    expect(store.condition()).toMatchObject({ ok: false, error: { code: 'db_full' } })
    expect(await store.surfaces()).toMatchObject([{ state: 'down' }])
    await store.check()
    expect(store.condition()).toMatchObject({ ok: false })
    rmSync(filler)
    await store.check()
    expect(store.condition()).toEqual({ ok: true })
    expect(await read((file) => file.runs({ limit: 99 }))).toHaveLength(31)
    expect(await read((file) => file.surfaces())).toMatchObject([{ state: 'down' }])
  })
})

describe('a store whose file is deleted or replaced', () => {
  it('detects a deleted file, restores its whole content, and continues in it', async () => {
    const { path, store, read } = await openGuarded()
    await run(store, 0, breaks)
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
    await run(store, 1)
    await store.check()
    expect(existsSync(path)).toBe(true)
    expect(store.condition()).toEqual({ ok: true })
    await run(store, 2)
    expect(await read((file) => file.runs({ limit: 9 }))).toHaveLength(3)
    expect(await read((file) => file.surfaces())).toMatchObject([{ state: 'down' }])
  })

  it('continues in a replaced file, and writes later results there', async () => {
    const { path, store, read } = await openGuarded()
    await run(store, 0)
    const other = join(newFolder(), 'backup.sqlite')
    const backup = await openSqliteStore(other)
    await backup.close()
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
    renameSync(other, path)
    await store.check()
    await run(store, 1)
    expect(store.condition()).toEqual({ ok: true })
    expect((await read((file) => file.runs({ limit: 9 }))).map(({ scheduledAt }) => scheduledAt)).toEqual([
      NOW + MINUTE,
    ])
  })

  it('holds results in memory while the folder is missing', async () => {
    const { path, store, read } = await openGuarded()
    await run(store, 0)
    const folder = join(path, '..')
    renameSync(folder, `${folder}-elsewhere`)
    await store.check()
    await run(store, 1)
    expect(store.condition()).toMatchObject({ ok: false, error: { code: 'db_moved' }, heldRuns: 1 })
    renameSync(`${folder}-elsewhere`, folder)
    await store.check()
    expect(store.condition()).toEqual({ ok: true })
    expect(await read((file) => file.runs({ limit: 9 }))).toHaveLength(2)
  })
})
