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

/** A migration as the database has noted it. */
export interface AppliedMigration {
  readonly version: number
  readonly name: string
  readonly checksum: string
}

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/

/**
 * The migrations of a folder in order, numbered from 1 without gaps.
 * @throws MonitorError code `db_migrations` where a file's name or number is out of order
 */
export function readMigrations(folder: string): readonly Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
  return files.map((file, index) => {
    const version = Number(FILE_NAME.exec(file)?.[1])
    if (version !== index + 1) {
      throw new MonitorError(
        'db_migrations',
        `migration ${file} is out of order: number ${index + 1} is expected here`,
        {
          hint: 'Migrations are named 0001_what_it_does.sql, numbered from 1 without gaps.',
        },
      )
    }
    const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')
    const checksum = createHash('sha256').update(sql).digest('hex')
    return { version, name: file.slice(0, -'.sql'.length), sql, checksum }
  })
}

/**
 * The migrations a database still needs.
 * @throws MonitorError `db_newer` where the database has migrations that `shipped` lacks, `db_migrations` where an applied
 * one differs from the shipped one
 */
export function pendingMigrations(
  applied: readonly AppliedMigration[],
  shipped: readonly Migration[],
): readonly Migration[] {
  const newest = applied.at(-1)
  if (newest && newest.version > shipped.length) {
    throw new MonitorError(
      'db_newer',
      `the database has version ${newest.version} (${newest.name}), this Doorwatch has versions up to ${shipped.length}`,
      {
        hint: 'Use the newer Doorwatch that migrated it, and restart the worker with it; or name another database in DOORWATCH_DB.',
      },
    )
  }
  for (const [index, { version, name, checksum }] of applied.entries()) {
    const expected = shipped[index]
    if (version !== index + 1 || expected?.checksum !== checksum) {
      throw new MonitorError(
        'db_migrations',
        `migration ${name} was applied to the database, but is not the one this Doorwatch has (${expected?.name ?? 'none'})`,
        {
          hint: 'A migration that has shipped is never changed. Install a released Doorwatch, or use another database.',
        },
      )
    }
  }
  return shipped.slice(applied.length)
}
