import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openMemorySqlite } from '../../src/store/sqlite/index.ts'

let empty: Buffer | undefined

/**
 * Writes a migrated database without rows to `path`, unless there is a file. To open it takes a few milliseconds; to migrate a
 * new one takes thirty. What creating and migrating does is tested in `store/sqlite/`.
 */
export async function placeEmptyDatabase(path: string): Promise<void> {
  if (existsSync(path)) return
  empty ??= await migrated()
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, empty, { mode: 0o600 })
}

async function migrated(): Promise<Buffer> {
  const path = join(tmpdir(), `doorwatch-empty-${process.pid}.sqlite`)
  const database = openMemorySqlite({ now: 0 })
  database.copyTo(path)
  await database.close()
  const bytes = readFileSync(path)
  rmSync(path)
  return bytes
}
