// How large a stored run is, how long sums and reads take: a year of one-minute runs over five surfaces.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite, { type Database } from 'better-sqlite3'
import { DAY, HOUR, MINUTE, SILENT } from '../../../src/core/index.ts'
import { openStore, type Store } from '../../../src/store/index.ts'
import { insertRuns, repeatSums } from '../../support/year/insert-runs.ts'
import { TARGET, YEAR_PROBES } from '../../support/year/story.ts'

const NOW = Date.UTC(2026, 10, 23, 21, 5)
const RAW_FROM = Math.floor((NOW - 30 * DAY) / DAY) * DAY

interface Line {
  readonly what: string
  readonly value: number
  readonly unit: string
}

/** Builds the database in a temporary folder and measures it. */
export async function benchStore(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-bench-'))
  const path = join(folder, 'year.sqlite')
  const lines: Line[] = []
  const note = (what: string, value: number, unit: string) => lines.push({ what, value, unit })
  try {
    await (await openStore({ path, log: SILENT, clock: { now: () => NOW } })).close()
    const runs = withDatabase(path, insertMonth)
    note('a run of five steps', Math.round(statSync(path).size / runs), 'bytes')
    const store = await openStore({ path, log: SILENT, clock: { now: () => NOW } })
    const stall = watchLoop()
    const summing = await timed(() => store.rollUp(NOW))
    note('30 days summed up', summing, 'ms')
    note('longest the process was busy meanwhile', stall(), 'ms')
    await store.close()
    withDatabase(path, repeatMonth)
    const year = await openStore({ path, log: SILENT, clock: { now: () => NOW } })
    note('database of a year', Math.round((await year.health({ from: NOW - DAY, to: NOW })).databaseBytes / 1e6), 'MB')
    await readAll(year, note)
    const pruning = watchLoop()
    note('a day of runs pruned', await timed(() => year.prune(NOW, { runsMs: 29 * DAY, hoursMs: 395 * DAY })), 'ms')
    note('longest the process was busy meanwhile', pruning(), 'ms')
    await year.close()
    return lines
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function readAll(store: Store, note: (what: string, value: number, unit: string) => void): Promise<void> {
  const ranges = {
    day: [DAY, 15 * MINUTE],
    week: [7 * DAY, 2 * HOUR],
    month: [30 * DAY, 6 * HOUR],
    year: [365 * DAY, DAY],
  }
  for (const [name, [span = DAY, bucketMs = HOUR]] of Object.entries(ranges)) {
    const range = { from: Math.floor((NOW - span) / bucketMs) * bucketMs, to: NOW, bucketMs }
    for (const method of ['outcomes', 'statuses', 'measures', 'health'] as const) {
      const stall = watchLoop()
      note(`${method} of a ${name}`, await timed(() => store[method](range)), 'ms')
      note('  longest the process was busy meanwhile', stall(), 'ms')
    }
  }
  note('the newest runs', await timed(() => store.lastRuns()), 'ms')
  note(
    '30 runs of a probe',
    await timed(() => store.runs({ probe: 'api', triggers: ['schedule', 'confirm'], limit: 30 })),
    'ms',
  )
  note(
    'failures of a month',
    await timed(() => store.runs({ outcomes: ['failed', 'slow'], triggers: ['confirm'], from: RAW_FROM, limit: 200 })),
    'ms',
  )
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return Math.round(performance.now() - from)
}

/** The longest time between two turns of the event loop, ms. */
function watchLoop(): () => number {
  let longest = 0
  let last = performance.now()
  const look = () => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  const timer = setInterval(look, 1)
  return () => {
    look()
    clearInterval(timer)
    return Math.round(longest)
  }
}

function withDatabase<T>(path: string, work: (database: Database) => T): T {
  const database = new BetterSqlite(path)
  try {
    return work(database)
  } finally {
    database.close()
  }
}

function insertMonth(database: Database): number {
  return insertRuns(database, {
    ...{ target: TARGET, location: 'local', probes: YEAR_PROBES, everyMs: MINUTE, troubles: [], blips: 0.01 },
    ...{ from: RAW_FROM, to: NOW, dueFrom: RAW_FROM },
  })
}

/** The sums of the last 30 days, again and again for the months before. */
function repeatMonth(database: Database): void {
  repeatSums(database, { from: RAW_FROM, stepMs: 30 * DAY, times: 12 })
  database.prepare("INSERT INTO pruned (what, before_at) VALUES ('runs', ?)").run(RAW_FROM)
}
