import { spawnSync } from 'node:child_process'
import { closeSync, cpSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import BetterSqlite from 'better-sqlite3'

/** Something that keeps a worker from writing to its database. */
export interface DiskTrouble {
  readonly name: string
  /** Gives how to end it. */
  begin(database: string): () => void
}

export const TROUBLES: readonly DiskTrouble[] = [
  { name: 'full', begin: fillDisk },
  { name: 'locked', begin: lockDatabase },
  { name: 'read-only', begin: coverReadOnly },
  { name: 'deleted', begin: deleteDatabase },
]

function fillDisk(database: string): () => void {
  const filler = join(dirname(database), 'filler')
  const file = openSync(filler, 'w')
  try {
    for (;;) writeSync(file, Buffer.alloc(4_096))
  } catch {
    // There is no room left.
  } finally {
    closeSync(file)
  }
  return () => rmSync(filler)
}

function lockDatabase(database: string): () => void {
  const db = new BetterSqlite(database)
  db.exec('BEGIN IMMEDIATE')
  return () => {
    db.exec('ROLLBACK')
    db.close()
  }
}

/** Nobody can make a file system read-only under a file that is open; a read-only copy can cover it. */
function coverReadOnly(database: string): () => void {
  const folder = dirname(database)
  const copy = mkdtempSync(join(tmpdir(), 'doorwatch-chaos-copy-'))
  cpSync(folder, copy, { recursive: true })
  mount('--bind', copy, folder)
  mount('-o', 'remount,bind,ro', folder)
  return () => {
    spawnSync('umount', ['-l', folder])
    rmSync(copy, { recursive: true })
  }
}

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`)
}

/** It ends by itself: the worker writes the file anew. */
function deleteDatabase(database: string): () => void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${database}${end}`, { force: true })
  return () => {}
}
