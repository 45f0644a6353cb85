// How large a stored run is, how long sums and reads take: a year of one-minute runs over five surfaces.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { DAY, HOUR, MINUTE, SILENT } from '../../../src/core/index.ts'
import { openStore, type Store } from '../../../src/store/index.ts'

const SURFACES = ['login', 'chat', 'console', 'cli', 'api'] as const
const STEPS = 5
const NOW = Date.UTC(2026, 10, 23, 21, 5)
const RAW_FROM = Math.floor((NOW - 30 * DAY) / DAY) * DAY

export interface Line {
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
    const runs = insertRuns(path)
    note('a run of five steps', Math.round(statSync(path).size / runs), 'bytes')
    const store = await openStore({ path, log: SILENT, clock: { now: () => NOW } })
    const stall = watchLoop()
    const summing = await timed(() => store.rollUp(NOW))
    note('30 days summed up', summing, 'ms')
    note('longest the process was busy meanwhile', stall(), 'ms')
    await store.close()
    repeatSums(path)
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

/** Straight into the tables, as the store would write them: 216,000 runs in seconds. */
function insertRuns(path: string): number {
  const database = new BetterSqlite(path)
  const name = database.prepare('INSERT INTO name (text) VALUES (?) RETURNING id').pluck()
  const id = (text: string) => name.get(text) as number
  const [target, location, browser, ttft, server] = [
    id('sandbox'),
    id('local'),
    id('chromium 156'),
    id('ttft_ms'),
    id('server_ms'),
  ]
  const steps = SURFACES.map((surface) => Array.from({ length: STEPS }, (_, step) => id(`${surface}: step ${step}`)))
  const probes = SURFACES.map((surface) => {
    const surfaceId = id(surface)
    const row = database.prepare('INSERT INTO probe (target, surface, name) VALUES (?, ?, ?) RETURNING id').pluck()
    return row.get(target, surfaceId, surfaceId) as number
  })
  const run = database.prepare('INSERT INTO run VALUES (NULL, ?, ?, 0, ?, ?, ?, ?, ?) RETURNING id').pluck()
  const step = database.prepare('INSERT INTO step VALUES (?, ?, ?, 0, ?, ?, ?, NULL, ?)')
  const due = database.prepare('INSERT OR IGNORE INTO rollup_due VALUES (0, ?)')
  const random = seeded(7)
  let runs = 0
  database.transaction(() => {
    for (let slot = RAW_FROM; slot < NOW; slot += MINUTE) {
      due.run(Math.floor(slot / HOUR) * HOUR)
      for (const [index, probe] of probes.entries()) {
        const at = slot + index * 12_000
        const failed = random() < 0.01
        const inserted = run.get(
          probe,
          location,
          at,
          Math.floor(random() * 40),
          900 + Math.floor(random() * 400),
          failed ? 2 : 0,
          browser,
        )
        runs += 1
        for (let seq = 0; seq < STEPS; seq += 1) {
          const time = Math.round(120 * (1 + seq) * (0.8 + random() + (random() < 0.02 ? 4 : 0)))
          const measures =
            seq === 1
              ? `{"${ttft}":${200 + Math.floor(random() * 200)},"${server}":${(random() * 90).toFixed(3)}}`
              : null
          step.run(inserted, seq, steps[index]?.[seq], seq * 180, time, 1 + Math.floor(random() * 12), measures)
        }
      }
    }
  })()
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
  return runs
}

/** The sums of the last 30 days, again and again for the months before. */
function repeatSums(path: string): void {
  const database = new BetterSqlite(path)
  const columns = {
    rollup_run: 'probe, passed, slow, failed, error, skipped, missed, interrupted, statuses, lag',
    rollup_measure: 'probe, step, measure, sketch',
  }
  database.transaction(() => {
    for (let back = 30; back <= 360; back += 30) {
      for (const [table, rest] of Object.entries(columns)) {
        database
          .prepare(`INSERT OR IGNORE INTO ${table} SELECT span, at - ?, ${rest} FROM ${table} WHERE at >= ?`)
          .run(back * DAY, RAW_FROM)
      }
    }
    database.prepare("INSERT INTO pruned VALUES ('runs', ?)").run(RAW_FROM)
  })()
  database.close()
}

/** Mulberry32: the same numbers in every run of the benchmark. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
