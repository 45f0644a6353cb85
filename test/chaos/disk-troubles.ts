import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { fillDisk } from '../support/small-disk.ts'

/** A fault that keeps a worker from writing to its database. */
interface DiskTrouble {
  readonly name: string
  /** @returns What ends the fault. */
  begin(database: string): () => void
}

export const TROUBLES: readonly DiskTrouble[] = [
  { name: 'full', begin: fillItsDisk },
  { name: 'locked', begin: lockDatabase },
  { name: 'read-only', begin: coverReadOnly },
  { name: 'deleted', begin: deleteDatabase },
]

function fillItsDisk(database: string): () => void {
  const filler = join(dirname(database), 'filler')
  fillDisk(filler)
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

/** A file system with an open file cannot become read-only, but a read-only copy can be mounted over it. */
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

/** Needs no end: the worker creates the file again. */
function deleteDatabase(database: string): () => void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${database}${end}`, { force: true })
  return () => {}
}
