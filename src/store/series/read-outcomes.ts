import type { Selectable } from 'kysely'
import {
  type BucketRange,
  OUTCOMES,
  type OutcomeCounts,
  type OutcomeSeries,
  type SlotCounts,
} from '../../core/index.ts'
import { OUTCOME } from '../schema/codes.ts'
import type { Names } from '../schema/names.ts'
import { prepared } from '../schema/prepared.ts'
import type { Database, Tables } from '../schema/tables.ts'
import { Grid } from './grid.ts'
import { bucketOf, type Chunk, eachChunk } from './raster.ts'
import { rawOutcomes } from './raw.ts'
import { rawSlots, slotsIn } from './slots.ts'
import { inSummedRange } from './sums.ts'
import { narrowed, surfaceSeries, surfacesOf } from './surface-series.ts'

type Counted<T> = { -readonly [Key in keyof T]: T[Key] }

/** One bucket of a series while it is counted. */
interface RunCell {
  readonly counts: Counted<OutcomeCounts>
  readonly slots: Counted<SlotCounts>
}

/** Scheduled runs per surface and bucket: by outcome, and as availability counts them. */
export async function readOutcomes(db: Database, names: Names, range: BucketRange): Promise<readonly OutcomeSeries[]> {
  const grid = new Grid<RunCell>(() => ({ counts: noRuns(), slots: { good: 0, failed: 0, unmeasured: 0 } }))
  await eachChunk(db, await narrowed(db, names, range), async (chunk) => {
    const rows = chunk.source === 'runs' ? await rawRows(db, chunk) : await summedRows(db, chunk)
    // Read after the rows, which may be of a probe that is new.
    const series = await surfaceSeries(db, names)
    for (const { at, probe, outcome, runs } of rows.outcomes) {
      grid.cell(series(probe), bucketOf(at, chunk)).counts[OUTCOME.word(outcome)] += runs
    }
    for (const row of rows.slots) addSlots(grid.cell(series(row.probe), bucketOf(row.at, chunk)).slots, row)
    for (const row of rows.sums) {
      const { counts, slots } = grid.cell(series(row.probe), bucketOf(row.at, chunk))
      addCounts(counts, row)
      addSlots(slots, slotsIn(row))
    }
  })
  return surfacesOf(grid, range).map(({ ref, buckets }) => ({
    ...ref,
    total: buckets.reduce((total, [, { counts }]) => addCounts(total, counts), noRuns()),
    buckets: buckets.map(([at, { counts, slots }]) => ({ at, counts, slots })),
  }))
}

async function rawRows(db: Database, chunk: Chunk) {
  const outcomes = await rawOutcomes(db, chunk)
  return { outcomes, slots: await rawSlots(db, chunk, outcomes), sums: [] }
}

async function summedRows(db: Database, chunk: Chunk) {
  const { probes, span, from, to } = chunk
  const sums = probes === undefined ? await allSums(db, { span, from, to }) : await sumsOf(db, chunk)
  return { outcomes: [], slots: [], sums }
}

const SUMMED = ['at', 'probe', ...OUTCOMES, 'missed', 'good', 'provider_failed', 'unmeasured'] as const
type Sums = Pick<Selectable<Tables['rollup_run']>, (typeof SUMMED)[number]>

function sumsOf(db: Database, chunk: Chunk): Promise<readonly Sums[]> {
  return db.selectFrom('rollup_run').select(SUMMED).where(inSummedRange(chunk)).execute()
}

const allSums = prepared<{ span: number; from: number; to: number }, Sums>((db, { span, from, to }) =>
  db.selectFrom('rollup_run').select(SUMMED).where('span', '=', span).where('at', '>=', from).where('at', '<', to),
)

function noRuns(): Counted<OutcomeCounts> {
  return { passed: 0, slow: 0, failed: 0, error: 0, skipped: 0 }
}

function addCounts(total: Counted<OutcomeCounts>, counts: OutcomeCounts): Counted<OutcomeCounts> {
  for (const outcome of OUTCOMES) total[outcome] += counts[outcome]
  return total
}

function addSlots(total: Counted<SlotCounts>, { good, failed, unmeasured }: SlotCounts): void {
  total.good += good
  total.failed += failed
  total.unmeasured += unmeasured
}
