import { statSync } from 'node:fs'
import { join } from 'node:path'
import type BetterSqlite from 'better-sqlite3'
import { MonitorError } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import { isBusy, toMonitorError } from './errors.ts'

// What opening a file for reading and for writing have in common. Without Kysely, which takes a tenth of a second to load.

/** A check of every page takes about 6 ms per MB, so a larger file is only checked by its reads. */
const CHECKED_BYTES = 16 * 1024 * 1024

export const MIGRATIONS_FOLDER = join(PACKAGE_ROOT, 'db', 'migrations')

/** How long one statement may block the process for a lock; longer waits are asynchronous. */
export const STATEMENT_WAIT_MS = 100

/** Retries `open` while the file is locked. @throws MonitorError that says what to do, once `lockWaitMs` is over */
export async function whileLocked<T>(
  options: { readonly path: string; readonly lockWaitMs: number },
  open: () => T,
): Promise<T> {
  const deadline = performance.now() + options.lockWaitMs
  for (;;) {
    try {
      return open()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw toMonitorError(error, options.path)
      await new Promise((resolve) => setTimeout(resolve, STATEMENT_WAIT_MS))
    }
  }
}

export function missingFile(path: string): MonitorError {
  return new MonitorError('db_missing', `there is no database at ${path}`, {
    hint: 'Start the worker first (doorwatch start), or name the right path in DOORWATCH_DB.',
  })
}

/** @throws an error of code SQLITE_CORRUPT where a page of a small file is damaged */
export function checkPages(database: BetterSqlite.Database, path: string): void {
  const bytes = sizeOf(path)
  if (bytes === 0 || bytes > CHECKED_BYTES) return
  const verdict = database.pragma('quick_check(1)', { simple: true })
  if (verdict !== 'ok') throw Object.assign(new Error(String(verdict)), { code: 'SQLITE_CORRUPT' })
}

/** Bytes of a file; 0 where there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
