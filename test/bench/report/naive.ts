import BetterSqlite, { type Database } from 'better-sqlite3'
import { DAY, HOUR } from '../../../src/core/index.ts'
import type { World } from '../../support/world.ts'

// What one would write first: one row a run with its names, an ISO date and the steps as JSON; an index on the date; and
// queries that read the rows of a range and count them. No sums, so that it holds the days of the single runs only.

const ROWS_PER_READ = 5_000

/** What a page asks: the newest run of each probe, a day or a month in buckets, an incident, one run. */
export type Question = 'newest' | 'day' | 'month' | 'incident' | 'run'

/** Of one answer, ms. */
export interface Times {
  readonly tookMs: number
  /** Of this process: what the answer takes on a machine without other work. */
  readonly cpuMs: number
}

export interface Naive {
  /** Answers a question once. */
  ask(question: Question): Times
  /** Bytes of a run. */
  readonly bytesPerRun: number
  close(): void
}

interface Row {
  readonly id: number
  readonly surface: string
  readonly probe: string
  readonly trigger: number
  readonly at: number
  readonly lag_ms: number
  readonly duration_ms: number
  readonly outcome: number
}

/** Copies the runs of the last 30 days of the database at `from` into a naive one at `to`. */
export function createNaive(from: string, to: string, { now }: World): Naive {
  const database = new BetterSqlite(to)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = OFF')
  database.exec(`CREATE TABLE run (id INTEGER PRIMARY KEY, surface TEXT, probe TEXT, location TEXT, trigger TEXT,
    started_at TEXT, duration_ms INTEGER, outcome TEXT, steps TEXT); CREATE INDEX run_started ON run (started_at)`)
  const source = new BetterSqlite(from, { readonly: true })
  const runs = copyRuns(source, database, now - 30 * DAY)
  source.close()
  const pages = (database.pragma('page_count', { simple: true }) as number) * 4_096
  const questions = questionsOf(database, now)
  return {
    ask(question) {
      const [begun, cpu] = [performance.now(), process.cpuUsage()]
      questions[question]()
      return timesSince(begun, cpu)
    },
    bytesPerRun: pages / runs,
    close: () => void database.close(),
  }
}

export function timesSince(begun: number, cpu: NodeJS.CpuUsage): Times {
  const { user, system } = process.cpuUsage(cpu)
  return { tookMs: performance.now() - begun, cpuMs: (user + system) / 1_000 }
}

function copyRuns(source: Database, database: Database, from: number): number {
  const rows = source.prepare<[number, number, number], Row>(
    `SELECT run.id, surface.text AS surface, name.text AS probe, trigger, scheduled_at AS at, lag_ms, duration_ms, outcome
     FROM run JOIN probe ON probe.id = run.probe JOIN name AS surface ON surface.id = probe.surface
     JOIN name ON name.id = probe.name WHERE run.id > ? AND scheduled_at >= ? ORDER BY run.id LIMIT ?`,
  )
  const steps = source.prepare<[number, number], { readonly run: number; readonly step: string }>(
    `SELECT run, json_object('name', name.text, 'outcome', step.outcome, 'startedAt', step.offset_ms, 'durationMs',
       step.duration_ms, 'statuses', json_object('200', step.ok), 'measures', json(coalesce(measures, '{}'))) AS step
     FROM step JOIN name ON name.id = step.name WHERE run > ? AND run <= ? ORDER BY run, seq`,
  )
  const insert = database.prepare('INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  let [last, runs] = [0, 0]
  const copySome = database.transaction((some: readonly Row[]) => {
    const until = some.at(-1)?.id ?? last
    const byRun = new Map<number, string[]>()
    for (const { run, step } of steps.iterate(last, until)) byRun.set(run, [...(byRun.get(run) ?? []), step])
    for (const { id, surface, probe, trigger, at, lag_ms, duration_ms, outcome } of some) {
      const words = [surface, probe, 'office', trigger === 0 ? 'schedule' : 'confirm']
      const startedAt = new Date(at + lag_ms).toISOString()
      const state = ['passed', 'slow', 'failed'][outcome]
      insert.run(id, ...words, startedAt, duration_ms, state, `[${byRun.get(id)?.join(',') ?? ''}]`)
    }
    last = until
    runs += some.length
  })
  for (let some = rows.all(0, from, ROWS_PER_READ); some.length > 0; some = rows.all(last, from, ROWS_PER_READ)) {
    copySome(some)
  }
  return runs
}

function questionsOf(database: Database, now: number): Readonly<Record<Question, () => unknown>> {
  const iso = (ago: number) => new Date(now - ago).toISOString()
  const newest = database.prepare('SELECT * FROM run WHERE id IN (SELECT max(id) FROM run GROUP BY surface, probe)')
  const newestAfter = database.prepare(
    'SELECT * FROM run WHERE started_at >= ? AND probe = ? ORDER BY started_at LIMIT 1',
  )
  const failing = database.prepare(
    `SELECT * FROM run WHERE started_at >= ? AND probe = ? AND outcome = ? ORDER BY started_at DESC LIMIT 1`,
  )
  return {
    newest: () => newest.all(),
    day: () => [newest.all(), bucketsOf(database, iso(DAY), HOUR)],
    month: () => [newest.all(), bucketsOf(database, iso(30 * DAY), 6 * HOUR)],
    incident: () => [
      ...['passed', 'failed'].map((outcome) => failing.get(iso(30 * DAY), 'login', outcome)),
      bucketsOf(database, iso(30 * DAY), 30 * DAY),
    ],
    run: () => [newestAfter.get(iso(3 * DAY), 'login'), failing.get(iso(30 * DAY), 'login', 'passed')],
  }
}

interface Step {
  readonly name: string
  readonly durationMs: number
}

/** Availability and quantiles of the steps, per surface and bucket. */
function bucketsOf(database: Database, from: string, bucketMs: number): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>()
  const counts = new Map<string, number>()
  const rows = database.prepare<[string], { surface: string; started_at: string; outcome: string; steps: string }>(
    'SELECT surface, started_at, outcome, steps FROM run WHERE started_at >= ?',
  )
  for (const { surface, started_at, outcome, steps } of rows.iterate(from)) {
    const bucket = Math.floor(Date.parse(started_at) / bucketMs)
    const counted = `${surface} ${bucket} ${outcome}`
    counts.set(counted, (counts.get(counted) ?? 0) + 1)
    for (const { name, durationMs } of JSON.parse(steps) as Step[]) {
      const key = `${surface} ${name} ${bucket}`
      const values = times.get(key)
      if (values) values.push(durationMs)
      else times.set(key, [durationMs])
    }
  }
  for (const [key, values] of times) {
    const sorted = values.toSorted((a, b) => a - b)
    times.set(
      key,
      [0.5, 0.95, 0.99].map((share) => sorted[Math.floor(share * sorted.length)] ?? 0),
    )
  }
  return times
}
