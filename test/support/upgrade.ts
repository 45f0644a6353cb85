import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { PACKAGE_ROOT } from '../../src/package/index.ts'

/**
 * What the worker of schema version 6 left when it was killed: 26 hours of runs of login, chat and api every minute, summed
 * up by the hour; an incident of chat that ended; an open one of login, whose opening alert waits for Slack; a mute; a
 * status page.
 */
export const SCHEMA_6 = {
  file: join(PACKAGE_ROOT, 'test/fixtures/upgrade/schema-6.sqlite.gz'),
  from: Date.UTC(2026, 10, 27),
  /** When the worker was killed. */
  to: Date.UTC(2026, 10, 28, 1, 59, 10),
  endedIncident: 'sandbox-20261127-100009',
  openIncident: 'sandbox-20261128-014002',
} as const

/** Unpacks the database of an earlier schema into a folder; gives its path. */
export function unpackDatabase(folder: string): string {
  const path = join(folder, 'doorwatch.sqlite')
  writeFileSync(path, gunzipSync(readFileSync(SCHEMA_6.file)), { mode: 0o600 })
  return path
}
