import { type Expression, type SqlBool, sql } from 'kysely'
import { DAY, HOUR, OUTCOMES, type Outcome, type SlotCounts } from '../../core/index.ts'
import { OUTCOME } from '../schema/codes.ts'
import { DAYS, numbersIn, STEP_TIME_ID } from '../schema/columns.ts'
import type { Database } from '../schema/tables.ts'
import { type Counts, count } from './grid.ts'
import { type RawRange, rawLags, rawMisses, rawOutcomes, rawStatuses, rawSteps } from './raw.ts'
import { Samples } from './sketch.ts'
import { addSlots, NO_SLOTS, rawSlots, slotsIn } from './slots.ts'

/** Sums over the scheduled runs of one probe. */
export interface RunSums {
  readonly outcomes: Counts<Outcome>
  readonly statuses: Counts<string>
  readonly lag: Samples
  missed: number
  interrupted: number
  slots: SlotCounts
}

/** Sums of runs by probe. */
export type SumsByProbe = Map<number, RunSums>

/** Sums that are stored: of hours or days that begin in `[from, to)`. */
export interface SummedRange {
  readonly span: number
  readonly from: number
  readonly to: number
  /** Only these probes; all where not given. */
  readonly probes?: readonly number[]
}

function sumsOf(sums: SumsByProbe, probe: number): RunSums {
  const stored = sums.get(probe)
  if (stored) return stored
  const empty = {
    outcomes: new Map(),
    statuses: new Map(),
    lag: new Samples(),
    missed: 0,
    interrupted: 0,
    slots: NO_SLOTS,
  }
  sums.set(probe, empty)
  return empty
}

/** Adds runs; statuses only on request, because they take a read of every step. */
export async function addRuns(db: Database, sums: SumsByProbe, range: RawRange, withStatuses: boolean): Promise<void> {
  const outcomes = await rawOutcomes(db, range)
  for (const { probe, outcome, runs } of outcomes) {
    count(sumsOf(sums, probe).outcomes, OUTCOME.word(outcome), runs)
  }
  for (const { probe, lag } of await rawLags(db, range)) sumsOf(sums, probe).lag.add(lag)
  for (const { probe, missed, interrupted } of await rawMisses(db, range)) {
    sumsOf(sums, probe).missed += missed
    sumsOf(sums, probe).interrupted += interrupted
  }
  for (const { probe, ...slots } of await rawSlots(db, range, outcomes)) {
    sumsOf(sums, probe).slots = addSlots(sumsOf(sums, probe).slots, slots)
  }
  if (!withStatuses) return
  for (const { probe, counts } of await rawStatuses(db, range)) addAll(sumsOf(sums, probe).statuses, counts)
}

/**
 * The condition that a stored sum lies in a range. For some probes every hour (or day) is named, so that each sum is one
 * search in the primary key instead of a scan over the sums of all probes.
 */
export function inSummedRange({ span, from, to, probes }: SummedRange): Expression<SqlBool> {
  if (probes === undefined) return sql<SqlBool>`span = ${span} AND at >= ${from} AND at < ${to}`
  const unit = span === DAYS ? DAY : HOUR
  const first = Math.ceil(from / unit) * unit
  if (probes.length === 0) return sql<SqlBool>`1 = 0`
  const units = Array.from({ length: Math.max(0, Math.ceil((to - first) / unit)) }, (_, index) => first + index * unit)
  if (units.length === 0) return sql<SqlBool>`1 = 0`
  return sql<SqlBool>`span = ${span} AND at IN (${sql.join(units)}) AND probe IN (${sql.join(probes)})`
}

/** Adds sums that are stored. */
export async function addSummedRuns(db: Database, sums: SumsByProbe, range: SummedRange): Promise<void> {
  const rows = await db.selectFrom('rollup_run').selectAll().where(inSummedRange(range)).execute()
  for (const row of rows) {
    const sum = sumsOf(sums, row.probe)
    for (const outcome of OUTCOMES) if (row[outcome] > 0) count(sum.outcomes, outcome, row[outcome])
    addAll(sum.statuses, numbersIn(row.statuses))
    sum.lag.unpack(row.lag)
    sum.missed += row.missed
    sum.interrupted += row.interrupted
    sum.slots = addSlots(sum.slots, slotsIn(row))
  }
}

function addAll(counts: Counts<string>, more: Readonly<Record<string, number>>): void {
  for (const [word, number] of Object.entries(more)) count(counts, word, number)
}

/** Identity of a series of numbers: ids of probe, step and measure. */
interface SeriesKey {
  readonly probe: number
  readonly step: number
  readonly measure: number
}

/** Takes one value, or one packed sketch, of a series. */
export type MeasureSink = (key: SeriesKey, at: number) => Samples

/** Adds the times and measures of the steps of passed and slow runs. */
export async function addSteps(db: Database, samplesOf: MeasureSink, range: RawRange): Promise<void> {
  for (const { at, probe, step, duration_ms, measures } of await rawSteps(db, range)) {
    samplesOf({ probe, step, measure: STEP_TIME_ID }, at).add(duration_ms)
    for (const [measure, value] of Object.entries(numbersIn(measures))) {
      samplesOf({ probe, step, measure: Number(measure) }, at).add(value)
    }
  }
}

/** Adds sketches that are stored. */
export async function addSketches(db: Database, samplesOf: MeasureSink, range: SummedRange): Promise<void> {
  const rows = await db
    .selectFrom('rollup_measure')
    .select(['at', 'probe', 'step', 'measure', 'sketch'])
    .where(inSummedRange(range))
    .execute()
  for (const row of rows) samplesOf(row, row.at).unpack(row.sketch)
}

export function keyOf({ probe, step, measure }: SeriesKey): string {
  return `${probe}/${step}/${measure}`
}

export function seriesOf(key: string): SeriesKey {
  const [probe = 0, step = 0, measure = 0] = key.split('/').map(Number)
  return { probe, step, measure }
}
