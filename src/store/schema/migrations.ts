import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MonitorError } from '../../core/index.ts'

/** One step of the schema: a file `0001_what_it_does.sql`. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** What a database says was applied to it. */
export interface AppliedMigration {
  readonly version: number
  readonly name: string
  readonly checksum: string
}

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/

/**
 * The migrations of a folder in order, numbered from 1 without gaps.
 * @throws MonitorError code `db_migrations` where a file's name or number is not in line
 */
export function readMigrations(folder: string): readonly Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
  return files.map((file, index) => {
    const version = Number(FILE_NAME.exec(file)?.[1])
    if (version !== index + 1) {
      throw new MonitorError('db_migrations', `migration ${file} is out of line: number ${index + 1} comes here`, {
        hint: 'Migrations are named 0001_what_it_does.sql, numbered from 1 without gaps.',
      })
    }
    const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')
    const checksum = createHash('sha256').update(sql).digest('hex')
    return { version, name: file.slice(0, -'.sql'.length), sql, checksum }
  })
}

/**
 * The migrations a database still needs.
 * @throws MonitorError `db_newer` where the database knows more than we do, `db_migrations` where what was applied is
 * not what we have
 */
export function pendingMigrations(
  applied: readonly AppliedMigration[],
  known: readonly Migration[],
): readonly Migration[] {
  const newest = applied.at(-1)
  if (newest && newest.version > known.length) {
    throw new MonitorError(
      'db_newer',
      `the database has version ${newest.version} (${newest.name}), this Doorwatch knows versions up to ${known.length}`,
      {
        hint: 'Use the newer Doorwatch that migrated it, and restart the worker with it; or name another database in DOORWATCH_DB.',
      },
    )
  }
  for (const [index, one] of applied.entries()) {
    const same = known[index]
    if (one.version !== index + 1 || same?.checksum !== one.checksum) {
      throw new MonitorError(
        'db_migrations',
        `migration ${one.name} was applied to the database, but is not the one this Doorwatch has (${same?.name ?? 'none'})`,
        {
          hint: 'A migration that has shipped is never changed. Install a released Doorwatch, or use another database.',
        },
      )
    }
  }
  return known.slice(applied.length)
}
