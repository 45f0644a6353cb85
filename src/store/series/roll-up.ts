import { DAY, HOUR } from '../../core/index.ts'
import { breathe } from '../schema/breathe.ts'
import { TRIGGER } from '../schema/codes.ts'
import { DAYS, HOURS } from '../schema/columns.ts'
import type { RollUpCounts } from '../schema/port.ts'
import type { Database, Tx } from '../schema/tables.ts'
import { prunedBefore } from './segments.ts'
import { Samples } from './sketch.ts'
import {
  addRuns,
  addSketches,
  addSteps,
  addSummedRuns,
  keyOf,
  type MeasureSink,
  type RunSums,
  type SummedRange,
  type SumsByProbe,
  seriesOf,
} from './sums.ts'

export interface Maintenance {
  readonly db: Database
  readonly write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

/** Sums up the hours and days that are over and changed since they were last summed up: one transaction each. */
export async function rollUp({ db, write }: Maintenance, now: number): Promise<RollUpCounts> {
  let hours = 0
  for (const at of await dueBefore(db, HOURS, now - HOUR)) {
    if (await write((tx) => rollUpHour(tx, at, now))) hours += 1
    await breathe()
  }
  let days = 0
  for (const at of await dueBefore(db, DAYS, now - DAY)) {
    if (await write((tx) => rollUpDay(tx, at))) days += 1
    await breathe()
  }
  return { hours, days }
}

async function dueBefore(db: Database, span: number, newest: number): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('rollup_due')
    .select('at')
    .where('span', '=', span)
    .where('at', '<=', newest)
    .orderBy('at')
    .execute()
  return rows.map(({ at }) => at)
}

/** Sums runs. Does nothing while a run of the hour is under way, for a day at most: its worker may never come back. */
async function rollUpHour(tx: Tx, at: number, now: number): Promise<boolean> {
  const hour = { from: at, to: at + HOUR, origin: at, bucketMs: HOUR }
  if (at > now - DAY && (await hasOpenRun(tx, hour))) return false
  const unit = { span: HOURS, at }
  const sums = await sumsBefore(tx, unit, (await prunedBefore(tx)).runs)
  // Runs that incidents keep are in the stored sum, and stay when the others are deleted.
  const range = { ...hour, withoutKept: sums.continued }
  await addRuns(tx, sums.runs, range, true)
  await addSteps(tx, sums.sink, range)
  await replace(tx, unit, sums)
  if (sums.continued) await deleteScheduled(tx, range).execute()
  await tx
    .insertInto('rollup_due')
    .values({ span: DAYS, at: Math.floor(at / DAY) * DAY })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return true
}

/** Sums hours. Does nothing while one of them is still to be summed up. */
async function rollUpDay(tx: Tx, at: number): Promise<boolean> {
  const hours = { span: HOURS, from: at, to: at + DAY }
  const open = await tx
    .selectFrom('rollup_due')
    .select('at')
    .where('span', '=', HOURS)
    .where('at', '>=', hours.from)
    .where('at', '<', hours.to)
    .executeTakeFirst()
  if (open) return false
  const unit = { span: DAYS, at }
  const sums = await sumsBefore(tx, unit, (await prunedBefore(tx)).hours)
  await addSummedRuns(tx, sums.runs, hours)
  await addSketches(tx, sums.sink, hours)
  await replace(tx, unit, sums)
  if (sums.continued) await deleteSums(tx, hours)
  return true
}

interface Unit {
  readonly span: number
  readonly at: number
}

interface Sums {
  readonly runs: SumsByProbe
  readonly measures: ReadonlyMap<string, Samples>
  readonly sink: MeasureSink
  /** Whether it continues the stored sum, whose rows are pruned. The rows that are added now are then deleted as well. */
  readonly continued: boolean
}

async function sumsBefore(tx: Tx, { span, at }: Unit, prunedBefore: number): Promise<Sums> {
  const runs: SumsByProbe = new Map()
  const measures = new Map<string, Samples>()
  const sink: MeasureSink = (key) => {
    const name = keyOf(key)
    const samples = measures.get(name) ?? new Samples()
    measures.set(name, samples)
    return samples
  }
  const continued = at < prunedBefore
  if (continued) {
    const stored = { span, from: at, to: at + 1 }
    await addSummedRuns(tx, runs, stored)
    await addSketches(tx, sink, stored)
  }
  return { runs, measures, sink, continued }
}

/** As many as one statement may take parameters for on any database. */
const ROWS_PER_STATEMENT = 60

async function replace(tx: Tx, unit: Unit, sums: Sums): Promise<void> {
  const { span, at } = unit
  await deleteSums(tx, { span, from: at, to: at + 1 })
  const runs = [...sums.runs].map(([probe, sum]) => ({ ...unit, probe, ...columnsOf(sum) }))
  for (let from = 0; from < runs.length; from += ROWS_PER_STATEMENT) {
    await tx
      .insertInto('rollup_run')
      .values(runs.slice(from, from + ROWS_PER_STATEMENT))
      .execute()
  }
  const measures = [...sums.measures].map(([key, samples]) => ({ ...unit, ...seriesOf(key), sketch: samples.pack() }))
  for (let from = 0; from < measures.length; from += ROWS_PER_STATEMENT) {
    await tx
      .insertInto('rollup_measure')
      .values(measures.slice(from, from + ROWS_PER_STATEMENT))
      .execute()
  }
  await tx.deleteFrom('rollup_due').where('span', '=', span).where('at', '=', at).execute()
}

function columnsOf({ outcomes, statuses, lag, missed, interrupted, slots }: RunSums) {
  return {
    passed: outcomes.get('passed') ?? 0,
    slow: outcomes.get('slow') ?? 0,
    failed: outcomes.get('failed') ?? 0,
    error: outcomes.get('error') ?? 0,
    skipped: outcomes.get('skipped') ?? 0,
    missed,
    interrupted,
    statuses: JSON.stringify(Object.fromEntries(statuses)),
    lag: lag.pack(),
    good: slots.good,
    provider_failed: slots.failed,
    unmeasured: slots.unmeasured,
  }
}

/** Deletes sums that begin in `[from, to)`. @returns of how many hours (or days), counted per probe */
export async function deleteSums(tx: Tx, { span, from, to }: SummedRange): Promise<number> {
  await tx.deleteFrom('rollup_measure').where('span', '=', span).where('at', '>=', from).where('at', '<', to).execute()
  const { numDeletedRows } = await tx
    .deleteFrom('rollup_run')
    .where('span', '=', span)
    .where('at', '>=', from)
    .where('at', '<', to)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

async function hasOpenRun(tx: Tx, { from, to }: { from: number; to: number }): Promise<boolean> {
  const open = await tx
    .selectFrom('run')
    .select('id')
    .where('outcome', 'is', null)
    .where('trigger', '=', TRIGGER.of('schedule'))
    .where('scheduled_at', '>=', from)
    .where('scheduled_at', '<', to)
    .executeTakeFirst()
  return open !== undefined
}

function deleteScheduled(tx: Tx, { from, to }: { from: number; to: number }) {
  return tx
    .deleteFrom('run')
    .where('trigger', '=', TRIGGER.of('schedule'))
    .where('scheduled_at', '>=', from)
    .where('scheduled_at', '<', to)
    .where('id', 'not in', (eb) => eb.selectFrom('incident_run').select('run'))
}
