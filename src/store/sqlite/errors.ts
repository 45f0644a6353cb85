import { MonitorError, messageOf } from '../../core/index.ts'

interface Trouble {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** What went wrong with the file at `path`, by SQLite's or the operating system's own code. */
const TROUBLES: readonly (readonly [RegExp, (path: string) => Trouble])[] = [
  [
    /^SQLITE_(BUSY|LOCKED)/,
    (path) => ({
      code: 'db_locked',
      message: `the database ${path} is locked by another process`,
      hint: 'End the program that holds it open for writing (a copy, a backup, a database browser), then try again.',
    }),
  ],
  [
    /^SQLITE_(NOTADB|CORRUPT)/,
    (path) => ({
      code: 'db_corrupt',
      message: `the database ${path} is damaged, or is not a database`,
      hint: `Move it away together with its -wal and -shm files: mv ${path} ${path}.broken; then start again with a backup in its place, or with none: a new database is made.`,
    }),
  ],
  [
    /^(SQLITE_READONLY|EROFS)/,
    (path) => ({
      code: 'db_readonly',
      message: `the database ${path} cannot be written`,
      hint: 'Give this user the right to write to the file and to its folder, or name another path in DOORWATCH_DB.',
    }),
  ],
  [
    /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    (path) => ({
      code: 'db_full',
      message: `there is no room on the disk for the database ${path}`,
      hint: 'Free some space on that disk. What could not be stored is tried again.',
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
      message: `the database ${path} refused a row that breaks its rules`,
      hint: 'Nothing of it was stored. This is a fault of Doorwatch: please report it.',
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

/** The MonitorError that tells a person what a database or file error means; `thrown` itself where it is none of these. */
export function toMonitorError(thrown: unknown, path: string): unknown {
  const code = codeOf(thrown)
  const found = code === undefined ? undefined : TROUBLES.find(([pattern]) => pattern.test(code))
  if (!found) return thrown
  const { code: ours, message, hint } = found[1](path)
  return new MonitorError(ours, `${message} (${code}: ${messageOf(thrown)})`, { hint, cause: thrown })
}

/** Whether another connection holds the lock just now, so that a later try may succeed. */
export function isBusy(thrown: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(thrown) ?? '')
}

function codeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' ? code : undefined
}
