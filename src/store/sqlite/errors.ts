import { type AdviceByCode, errorCodeOf, explainError } from '../schema/database-errors.ts'

/** By SQLite's result codes (https://www.sqlite.org/rescode.html) and those of the operating system. */
const ADVICE: AdviceByCode = [
  [
    /^SQLITE_(BUSY|LOCKED)/,
    (path) => ({
      code: 'db_locked',
      message: `the database ${path} is locked by another process`,
      hint: 'Stop the program that writes to it (a copy, a backup, a database browser), then try again.',
    }),
  ],
  [
    /^SQLITE_(NOTADB|CORRUPT)/,
    (path) => ({
      code: 'db_corrupt',
      message: `the file ${path} is damaged, or is not a database`,
      hint: `Stop the worker and move the file away with its -wal and -shm files: mv ${path} ${path}.broken. Put a backup in its place, or start without one: Doorwatch then creates a new database.`,
    }),
  ],
  [
    /^(SQLITE_READONLY|EROFS)/,
    (path) => ({
      code: 'db_readonly',
      message: `the database ${path} is read-only for this user`,
      hint: 'Give this user write access to the file and to its folder, or set DOORWATCH_DB to another path.',
    }),
  ],
  [
    /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    (path) => ({
      code: 'db_full',
      message: `the disk of the database ${path} is full`,
      hint: 'Free space on that disk. A running worker keeps results in memory and stores them then.',
    }),
  ],
  [
    /^(SQLITE_CANTOPEN|SQLITE_PERM|EACCES|EPERM|ENOENT|ENOTDIR|EISDIR|EEXIST|ELOOP|ENAMETOOLONG)/,
    (path) => ({
      code: 'db_path',
      message: `the database ${path} cannot be opened`,
      hint: 'Check that this is a file in a folder that this user may write to, or name another path in DOORWATCH_DB.',
    }),
  ],
  [
    /^SQLITE_CONSTRAINT/,
    (path) => ({
      code: 'store_refused',
      message: `the database ${path} rejected a row that violates its schema`,
      hint: 'The transaction was rolled back. This is a bug in Doorwatch: please report it.',
    }),
  ],
  [
    /^SQLITE_IOERR/,
    (path) => ({
      code: 'db_io',
      message: `the disk failed while the database ${path} was read or written`,
      hint: 'Check the disk and the free space on it, and whether the file is on a network drive (put it on a local one).',
    }),
  ],
]

/**
 * @param path of the file
 * @returns the MonitorError that says what a database or file error means; `thrown` itself where it is neither
 */
export function toMonitorError(thrown: unknown, path: string): unknown {
  return explainError(thrown, ADVICE, path)
}

/** Whether another connection holds the lock, so that a later attempt may succeed. */
export function isBusy(thrown: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(errorCodeOf(thrown) ?? '')
}
