import type { Database } from 'better-sqlite3'
import { type Failure, HOUR, SECOND } from '../../../src/core/index.ts'
import type { Trouble, WorldProbe } from '../world.ts'

/** Codes of the columns: see src/store/schema/codes.ts. */
const OUTCOME = { passed: 0, slow: 1, failed: 2 }
const TRIGGER = { schedule: 0, confirm: 1 }
const PROVIDER = 0
const RUN_SEQ = -1
const SPAN_HOURS = 0

const LONGEST_LAG_MS = 40
const CONFIRM_AFTER_MS = 10 * SECOND
/** Slots of one transaction. */
const SLOTS_PER_COMMIT = 1_440
/** A single failed run that leads to nothing. */
const BLIP: Pick<Failure, 'class' | 'message' | 'httpStatus' | 'step'> = {
  ...{ class: 'server_error', message: 'HTTP 502', httpStatus: 502 },
}

interface RunsToInsert {
  readonly target: string
  readonly location: string
  readonly probes: readonly WorldProbe[]
  /** Slots of `[from, to)`, epoch ms. */
  readonly from: number
  readonly to: number
  readonly everyMs: number
  /** Share of the runs that fail outside of `troubles`. */
  readonly blips: number
  readonly troubles: readonly Trouble[]
  /** Hours from this time (epoch ms) on are to be summed up. */
  readonly dueFrom: number
}

/** Writes runs straight into the tables, as the store would, a hundred times as fast. @returns how many */
export function insertRuns(database: Database, wanted: RunsToInsert): number {
  database.pragma('synchronous = OFF')
  const writer = createWriter(database, wanted)
  const due = database.prepare('INSERT OR IGNORE INTO rollup_due (span, at) VALUES (?, ?)')
  let runs = 0
  const insertSlots = database.transaction((from: number, to: number) => {
    for (let slot = from; slot < to; slot += wanted.everyMs) {
      if (slot >= wanted.dueFrom) due.run(SPAN_HOURS, Math.floor(slot / HOUR) * HOUR)
      for (const index of wanted.probes.keys()) {
        const at = slot + Math.round((wanted.everyMs * index) / wanted.probes.length)
        if (at < wanted.to) runs += writer.insert(index, at)
      }
    }
  })
  const span = SLOTS_PER_COMMIT * wanted.everyMs
  for (let from = wanted.from; from < wanted.to; from += span) insertSlots(from, Math.min(from + span, wanted.to))
  database.exec(`UPDATE probe SET last_run = (
    SELECT id FROM run WHERE run.probe = probe.id AND outcome < 4 AND trigger < 2 ORDER BY scheduled_at DESC LIMIT 1)`)
  database.pragma('wal_checkpoint(TRUNCATE)')
  return runs
}

interface Writer {
  /** Inserts the run of a probe (by index) at a slot, and its confirm run. @returns how many */
  insert(probe: number, at: number): number
}

function createWriter(database: Database, wanted: RunsToInsert): Writer {
  const id = namesIn(database)
  const rows = statementsIn(database)
  const random = seeded(7)
  const [target, location] = [id(wanted.target), id(wanted.location)]
  const probes = wanted.probes.map((probe) => {
    const surface = id(probe.surface)
    return {
      ...{ probe, row: rows.probe.get(target, surface, id(probe.probe)) as number },
      steps: Object.entries(probe.steps).map(([name, usualMs]) => ({
        ...{ name, id: id(name), usualMs },
        measures: Object.entries(probe.measures?.[name] ?? {}).map(([measure, value]) => [id(measure), value] as const),
      })),
      browser: probe.browser === undefined ? null : id(probe.browser),
      troubles: wanted.troubles.filter((one) => one.surface === probe.surface),
    }
  })
  const insertOne = (index: number, at: number, trigger: number, isBlip: boolean): boolean => {
    const { row, steps, browser, troubles } = probes[index] as (typeof probes)[number]
    const trouble = troubles.find((one) => at >= one.from && at < (one.to ?? wanted.to))
    const hit = trouble !== undefined && random() < (trouble.share ?? 1)
    const slowBy = hit ? trouble.slowBy : undefined
    const failure = hit && slowBy === undefined ? trouble.failure : isBlip ? BLIP : undefined
    const failing = failure
      ? Math.max(
          0,
          steps.findIndex(({ name }) => name === failure.step),
        )
      : steps.length
    const outcome = failure ? OUTCOME.failed : slowBy === undefined ? OUTCOME.passed : OUTCOME.slow
    const times = steps.slice(0, failing + 1).map(({ usualMs }) => {
      const tail = random() < 0.02 ? 1.5 : 0
      return Math.round(usualMs * (slowBy ?? 1) * (0.86 + 0.28 * random() + tail * random()))
    })
    const lasted = times.reduce((sum, ms) => sum + ms, 12)
    const lag = Math.floor(random() * LONGEST_LAG_MS)
    const run = rows.run.get(row, location, trigger, at, lag, lasted, outcome, browser)
    let offset = 6
    for (const [seq, ms] of times.entries()) {
      const { id: name, measures } = steps[seq] as (typeof steps)[number]
      const failed = seq === failing
      const factor = ms / (steps[seq]?.usualMs ?? ms)
      const values = failed || measures.length === 0 ? null : JSON.stringify(scaled(measures, factor))
      const statuses = failed && failure?.httpStatus !== undefined ? `{"${failure.httpStatus}":1}` : null
      rows.step.run(
        run,
        seq,
        name,
        failed ? OUTCOME.failed : 0,
        offset,
        ms,
        failed ? 0 : 1 + (ms % 3),
        statuses,
        values,
      )
      offset += ms
    }
    if (!failure) return false
    const words = [id(failure.class), PROVIDER, failure.message, failure.step ?? null, failure.httpStatus ?? null]
    for (const seq of [RUN_SEQ, failing]) rows.failure.run(run, seq, ...words)
    return true
  }
  return {
    insert(index, at) {
      const isBlip = random() < wanted.blips
      if (!insertOne(index, at, TRIGGER.schedule, isBlip)) return 1
      const confirmAt = at + CONFIRM_AFTER_MS
      if (confirmAt >= wanted.to) return 1
      insertOne(index, confirmAt, TRIGGER.confirm, false)
      return 2
    },
  }
}

function scaled(measures: readonly (readonly [id: number, value: number])[], factor: number) {
  return Object.fromEntries(measures.map(([id, value]) => [id, Math.round(value * factor * 10) / 10]))
}

function statementsIn(database: Database) {
  return {
    probe: database
      .prepare(
        `INSERT INTO probe (target, surface, name) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET name = excluded.name RETURNING id`,
      )
      .pluck(),
    run: database
      .prepare(
        `INSERT INTO run (probe, location, trigger, scheduled_at, lag_ms, duration_ms, outcome, browser)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      )
      .pluck(),
    step: database.prepare(
      `INSERT INTO step (run, seq, name, outcome, offset_ms, duration_ms, ok, statuses, measures)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    failure: database.prepare(
      `INSERT INTO failure (run, seq, class, blame, message, step, http_status) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
  }
}

/** Gives the id of a word. */
function namesIn(database: Database): (text: string) => number {
  const ids = new Map<string, number>()
  const insert = database
    .prepare('INSERT INTO name (text) VALUES (?) ON CONFLICT DO UPDATE SET text = excluded.text RETURNING id')
    .pluck()
  return (text) => {
    const id = ids.get(text) ?? (insert.get(text) as number)
    ids.set(text, id)
    return id
  }
}

/** The sums from `from` (epoch ms) on, again and again for the `days` before. @param stepMs whole days */
export function repeatSums(
  database: Database,
  { from, stepMs, times }: { readonly from: number; readonly stepMs: number; readonly times: number },
): void {
  const columns = {
    rollup_run:
      'probe, passed, slow, failed, error, skipped, missed, interrupted, statuses, lag, good, provider_failed, unmeasured',
    rollup_measure: 'probe, step, measure, sketch',
  }
  database.transaction(() => {
    for (let back = 1; back <= times; back += 1) {
      for (const [table, rest] of Object.entries(columns)) {
        database
          .prepare(
            `INSERT OR IGNORE INTO ${table} (span, at, ${rest}) SELECT span, at - ?, ${rest} FROM ${table} WHERE at >= ?`,
          )
          .run(back * stepMs, from)
      }
    }
  })()
}

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
