import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { readMigrations } from '../../../src/store/schema/migrations.ts'
import { migrate } from '../../../src/store/sqlite/migrate.ts'
import { newFolder } from '../../support/folder.ts'

const SHIPPED = readMigrations(join(PACKAGE_ROOT, 'db/migrations'))

/** Rows in every table of version 1: columns of later versions have defaults. */
const ROWS = `
  INSERT INTO name (id, text) VALUES (1, 'claude'), (2, 'login'), (3, 'eu'), (4, 'open'), (5, 'timeout'), (6, 'chromium 131');
  INSERT INTO probe (id, target, surface, name, last_run) VALUES (1, 1, 2, 2, NULL);
  INSERT INTO run (id, probe, location, trigger, scheduled_at, lag_ms, duration_ms, outcome, browser) VALUES
    (1, 1, 3, 0, 1000, 5, 200, 0, 6), (2, 1, 3, 0, 61000, 5, 9000, 2, NULL), (3, 1, 3, 1, 62000, 0, 9000, 2, NULL),
    (4, 1, 3, 0, 121000, 0, 0, 4, NULL), (5, 1, 3, 0, 181000, 0, NULL, NULL, NULL);
  UPDATE probe SET last_run = 3;
  INSERT INTO step (run, seq, name, outcome, offset_ms, duration_ms, ok, statuses, measures) VALUES
    (1, 0, 4, 0, 0, 200, 3, NULL, '{"4":12}'), (2, 0, 4, 2, 0, 9000, 0, '{"503":1}', NULL), (3, 0, 4, 2, 0, 9000, 0, NULL, NULL);
  INSERT INTO failure (run, seq, class, blame, message, step, http_status, detail) VALUES
    (2, -1, 5, 0, 'no answer', 'open', 503, NULL), (2, 0, 5, 0, 'no answer', NULL, NULL, 'at once'), (3, -1, 5, 0, 'no answer', NULL, NULL, NULL);
  INSERT INTO skip (run, reason, count, until_at) VALUES (4, 0, 7, 180000);
  INSERT INTO artifact (run, seq, kind, path, bytes) VALUES (3, 0, 0, 'claude/login/3/screenshot.png', 10);
  INSERT INTO judge_memory (target, slice, value) VALUES (1, 'time', '{"now":1,"livedMs":2}');
  INSERT INTO surface (target, surface, state, since, failure, reason) VALUES (1, 2, 2, 61000, NULL, 'two runs failed');
  INSERT INTO transition (id, target, surface, at, from_state, to_state, since, run, failure, evidence) VALUES
    (1, 1, 2, 62000, 0, 2, 61000, 3, NULL, '{"reasons":[],"runs":[],"numbers":{}}');
  INSERT INTO incident (id, name, target, opened_at, impact_at, resolved_at, scope, surfaces) VALUES
    (1, 'claude-1', 1, 62000, 61000, NULL, 'sign-in only', '[]'), (2, 'claude-0', 1, 1, 1, 2, 'over', '[]');
  INSERT INTO incident_entry (id, incident, at, kind, surface, from_state, to_state, text) VALUES
    (1, 1, 62000, 0, 'login', 0, 2, 'login is down'), (2, 2, 2, 8, NULL, NULL, NULL, 'over');
  INSERT INTO notice (id, key, target, surface, probe, blame, at, closed_at, failure, text) VALUES
    (1, 'claude/login/probe/drift', 'claude', 'login', 'login', 2, 5, NULL, '{}', 'Probe login needs repair.');
  INSERT INTO alert (id, key, at, body) VALUES (1, 'claude-1:opened', 62000, '{"key":"claude-1:opened","incident":{"name":"claude-1"}}');
  INSERT INTO delivery (id, alert, channel, state, attempts, due_at, sent_at, last_error) VALUES
    (1, 1, 'slack', 2, 1, 62000, 62100, NULL), (2, 1, 'mail', 0, 2, 70000, NULL, 'HTTP 503');
  INSERT INTO worker (location, host, pid, token, started_at, heartbeat_at) VALUES (3, 'elsewhere', 1, 't', 1, 2);`

const folder = newFolder('earlier-versions')

function migrateTo(database: BetterSqlite.Database, version: number): void {
  database.pragma('foreign_keys = OFF')
  migrate(database, {
    ...{ path: join(folder, 'doorwatch.sqlite'), now: Date.UTC(2026, 0, 1), log: SILENT },
    migrations: SHIPPED.slice(0, version),
    // The copy before the migration: of an empty database, which takes no time.
    openReader: () => new BetterSqlite(':memory:'),
  })
  database.pragma('foreign_keys = ON')
}

/** A database with these rows that was created by the release with this schema version. */
function databaseOf(version: number) {
  const database = new BetterSqlite(':memory:')
  onTestFinished(() => void database.close())
  migrateTo(database, version)
  database.exec(ROWS)
  return database
}

const tablesOf = (database: BetterSqlite.Database) =>
  database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migration'`)
    .pluck()
    .all()

function countRows(database: BetterSqlite.Database, tables: readonly string[]): Readonly<Record<string, number>> {
  const count = (table: string) => database.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get() ?? 0
  return Object.fromEntries(tables.map((table) => [table, count(table)]))
}

/** The columns of version 1 of all rows. */
function contentOf(database: BetterSqlite.Database): Readonly<Record<string, readonly unknown[]>> {
  const inserts = [...ROWS.matchAll(/INSERT INTO (\w+) \(([^)]*)\)/g)]
  return Object.fromEntries(
    inserts.map(([, table = '', columns = '']) => {
      const key = columns.split(',').slice(0, 2).join(',')
      return [table, database.prepare(`SELECT ${columns} FROM "${table}" ORDER BY ${key}`).all()]
    }),
  )
}

const schemaOf = (database: BetterSqlite.Database) =>
  database.prepare<[], string>(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name`).pluck().all()

/** Every third version: each migration is applied to rows of several earlier ones. */
const EARLIER = SHIPPED.slice(0, -1).filter((_, index) => index % 3 === 0)

describe('a database of an earlier schema version', () => {
  const fresh = new BetterSqlite(':memory:')
  migrateTo(fresh, SHIPPED.length)

  it.each(EARLIER.map(({ version, name }) => [version, name] as const))(
    'keeps all its rows when it is migrated: version %i (%s)',
    (version) => {
      const database = databaseOf(version)
      const tables = tablesOf(database)
      const [counts, content] = [countRows(database, tables), contentOf(database)]
      migrateTo(database, SHIPPED.length)
      expect(countRows(database, tables)).toEqual({ ...counts, ...addedBy(version) })
      expect(contentOf(database)).toEqual(content)
      expect(database.pragma('foreign_key_check')).toEqual([])
      expect(schemaOf(database)).toEqual(schemaOf(fresh))
    },
  )

  it('is the same whether it is migrated at once or in several releases', () => {
    const [atOnce, stepByStep] = [databaseOf(1), databaseOf(1)]
    migrateTo(atOnce, SHIPPED.length)
    for (const version of [9, 17, SHIPPED.length]) migrateTo(stepByStep, version)
    const all = (database: BetterSqlite.Database) =>
      tablesOf(database).map((table) => [table, database.prepare(`SELECT * FROM "${table}"`).all()])
    expect(all(stepByStep)).toEqual(all(atOnce))
  })

  it('has its alerts by their incidents', () => {
    const database = databaseOf(1)
    migrateTo(database, SHIPPED.length)
    expect(database.prepare('SELECT stream FROM alert').pluck().all()).toEqual(['claude-1'])
  })
})

/** Hours of runs without an answer are summed up again, where their table is older than that migration. */
function addedBy(version: number): Readonly<Record<string, number>> {
  const before = (name: string) => version < (SHIPPED.find((one) => one.name.endsWith(name))?.version ?? 0)
  const hasTable = !before('_roll_ups')
  return hasTable && before('_unanswered_runs') ? { rollup_due: 1 } : {}
}
