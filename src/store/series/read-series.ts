import {
  type BucketRange,
  type MeasureSeries,
  OUTCOMES,
  type Outcome,
  type OutcomeCounts,
  type OutcomeSeries,
  type SlotCounts,
  type StatusSeries,
  type SurfaceRef,
  surfaceId,
} from '../../core/index.ts'
import { breathe } from '../schema/breathe.ts'
import { OUTCOME } from '../schema/codes.ts'
import { numbersIn, STEP_TIME_ID } from '../schema/columns.ts'
import type { Names } from '../schema/names.ts'
import type { Database } from '../schema/tables.ts'
import { type Counts, count, Grid, totalOf } from './grid.ts'
import { bucketOf, type Chunk, eachChunk } from './raster.ts'
import { rawOutcomes, rawStatuses } from './raw.ts'
import { grainOf } from './segments.ts'
import { Samples } from './sketch.ts'
import { addSlots, NO_SLOTS, rawSlots, slotsIn } from './slots.ts'
import { addSketches, addSteps, inSummedRange, keyOf, type MeasureSink, seriesOf } from './sums.ts'

/** Scheduled runs per surface and bucket: by outcome, and as availability counts them. */
export async function readOutcomes(db: Database, names: Names, range: BucketRange): Promise<readonly OutcomeSeries[]> {
  const grid = new Grid<RunCell>(() => ({ counts: new Map(), slots: NO_SLOTS }))
  await eachChunk(db, await narrowed(db, names, range), async (chunk) => {
    const rows = chunk.source === 'runs' ? await rawRuns(db, chunk) : await summedRuns(db, chunk)
    const series = await surfaceSeries(db, names)
    for (const { at, probe, outcome, runs } of rows.outcomes) {
      if (runs > 0) count(grid.cell(series(probe), bucketOf(at, chunk)).counts, OUTCOME.word(outcome), runs)
    }
    for (const { at, probe, ...slots } of rows.slots) {
      const cell = grid.cell(series(probe), bucketOf(at, chunk))
      cell.slots = addSlots(cell.slots, slots)
    }
  })
  return surfacesOf(grid, range).map(({ ref, buckets }) => ({
    ...ref,
    total: outcomeCounts(totalOf(buckets.map(([at, { counts }]) => [at, counts]))),
    buckets: buckets.map(([at, { counts, slots }]) => ({ at, counts: outcomeCounts(counts), slots })),
  }))
}

interface RunCell {
  readonly counts: Counts<Outcome>
  slots: SlotCounts
}

async function rawRuns(db: Database, chunk: Chunk) {
  const outcomes = await rawOutcomes(db, chunk)
  return { outcomes, slots: await rawSlots(db, chunk, outcomes) }
}

async function summedRuns(db: Database, chunk: Chunk) {
  const rows = await db
    .selectFrom('rollup_run')
    .select(['at', 'probe', ...OUTCOMES, 'missed', 'good', 'provider_failed', 'unmeasured'])
    .where(inSummedRange(chunk))
    .execute()
  return {
    outcomes: rows.flatMap((row) =>
      // A year has half a million counts, nearly all of them 0.
      OUTCOMES.filter((word) => row[word] > 0).map((word) => ({
        ...{ at: row.at, probe: row.probe, outcome: OUTCOME.of(word), runs: row[word] },
      })),
    ),
    slots: rows.map((row) => ({ at: row.at, probe: row.probe, ...slotsIn(row) })),
  }
}

function outcomeCounts(counts: Counts<Outcome>): OutcomeCounts {
  const of = (outcome: Outcome): number => counts.get(outcome) ?? 0
  return { passed: of('passed'), slow: of('slow'), failed: of('failed'), error: of('error'), skipped: of('skipped') }
}

/** HTTP statuses per surface and bucket. */
export async function readStatuses(db: Database, names: Names, range: BucketRange): Promise<readonly StatusSeries[]> {
  const grid = new Grid<Counts<string>>(() => new Map())
  await eachChunk(db, await narrowed(db, names, range), async (chunk) => {
    const rows = chunk.source === 'runs' ? await rawStatuses(db, chunk) : await summedStatuses(db, chunk)
    const series = await surfaceSeries(db, names)
    for (const { at, probe, counts } of rows) {
      for (const [status, responses] of Object.entries(counts)) {
        count(grid.cell(series(probe), bucketOf(at, chunk)), status, responses)
      }
    }
  })
  return surfacesOf(grid, range).map(({ ref, buckets }) => ({
    ...ref,
    total: Object.fromEntries(totalOf(buckets)),
    buckets: buckets.map(([at, counts]) => ({ at, counts: Object.fromEntries(counts) })),
  }))
}

async function summedStatuses(db: Database, chunk: Chunk) {
  const rows = await db
    .selectFrom('rollup_run')
    .select(['at', 'probe', 'statuses'])
    .where(inSummedRange(chunk))
    .execute()
  return rows.map(({ at, probe, statuses }) => ({ at, probe, counts: numbersIn(statuses) }))
}

/** The range with the probes of the surfaces or the target it is narrowed to. */
async function narrowed(db: Database, names: Names, range: BucketRange) {
  const grain = grainOf(range)
  if (range.surfaces === undefined && range.target === undefined) return { ...range, grain }
  const wanted = range.surfaces && new Set(range.surfaces.map(surfaceId))
  const probes = [...(await names.probes(db))]
    .filter(([, ref]) => range.target === undefined || ref.target === range.target)
    .filter(([, ref]) => wanted === undefined || wanted.has(surfaceId(ref)))
    .map(([id]) => id)
  return { ...range, grain, probes }
}

/** The name of the series that a probe's numbers go to. */
async function surfaceSeries(db: Database, names: Names): Promise<(probe: number) => string> {
  const probes = await names.probes(db)
  const series = new Map<number, string>()
  return (probe) => {
    const known = series.get(probe)
    if (known !== undefined) return known
    const { target = '', surface = '' } = probes.get(probe) ?? {}
    const name = JSON.stringify([target, surface])
    series.set(probe, name)
    return name
  }
}

function surfacesOf<Cell>(grid: Grid<Cell>, range: BucketRange) {
  return grid
    .rows()
    .map(([series, buckets]) => {
      const [target, surface] = JSON.parse(series) as [string, string]
      const ref: SurfaceRef = { target, surface }
      return { ref, buckets }
    })
    .filter(({ ref }) => range.target === undefined || ref.target === range.target)
    .toSorted((a, b) => (surfaceId(a.ref) < surfaceId(b.ref) ? -1 : 1))
}

/** Times and measures of the steps of passed and slow scheduled runs, per bucket. */
export async function readMeasures(db: Database, names: Names, range: BucketRange): Promise<readonly MeasureSeries[]> {
  const grid = new Grid(() => new Samples())
  await eachChunk(db, await narrowed(db, names, range), (chunk) => {
    const sink: MeasureSink = (key, at) => grid.cell(keyOf(key), bucketOf(at, chunk))
    return chunk.source === 'runs' ? addSteps(db, sink, chunk) : addSketches(db, sink, chunk)
  })
  const text = await names.texts(db)
  const probes = await names.probes(db)
  const allSeries: MeasureSeries[] = []
  for (const [{ probe, step, measure }, buckets] of inOrder(grid)) {
    const ref = probes.get(probe)
    if (!ref || (range.target !== undefined && ref.target !== range.target)) continue
    allSeries.push({
      ...ref,
      step: text(step),
      measure: measure === STEP_TIME_ID ? 'duration_ms' : text(measure),
      total: samplesOf(buckets).quantiles(),
      buckets: buckets.map(([at, samples]) => ({ at, ...samples.quantiles() })),
    })
    await breathe()
  }
  return allSeries
}

/** Names are numbered as they turn up, so steps stand in the order in which the probe takes them. */
function inOrder(grid: Grid<Samples>) {
  return grid
    .rows()
    .map(([key, buckets]) => [seriesOf(key), buckets] as const)
    .toSorted(([a], [b]) => a.probe - b.probe || a.step - b.step || a.measure - b.measure)
}

function samplesOf(buckets: readonly (readonly [at: number, samples: Samples])[]): Samples {
  const total = new Samples()
  for (const [, samples] of buckets) total.merge(samples)
  return total
}
