import type { BucketRange, MeasureSeries, StatusSeries } from '../../core/index.ts'
import { breathe } from '../schema/breathe.ts'
import { numbersIn, STEP_TIME_ID } from '../schema/columns.ts'
import type { Dialect } from '../schema/dialect.ts'
import type { Names } from '../schema/names.ts'
import type { Database } from '../schema/tables.ts'
import { type Counts, count, Grid, totalOf } from './grid.ts'
import { bucketOf, type Chunk, eachChunk } from './raster.ts'
import { rawStatuses } from './raw.ts'
import { readSketches } from './read-sketches.ts'
import { Samples } from './sketch.ts'
import { addSteps, inSummedRange, keyOf, type MeasureSink, seriesOf } from './sums.ts'
import { narrowed, surfaceSeries, surfacesOf } from './surface-series.ts'

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
    buckets: buckets.map(([at, counts]) => ({ at, counts })),
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

/** Times and measures of the steps of passed and slow scheduled runs, per bucket. */
export async function readMeasures(
  { db, names, dialect }: { readonly db: Database; readonly names: Names; readonly dialect: Dialect },
  range: BucketRange,
): Promise<readonly MeasureSeries[]> {
  const grid = new Grid(() => new Samples())
  await eachChunk(db, await narrowed(db, names, range), (chunk) => {
    const sink: MeasureSink = (key, at) => grid.cell(keyOf(key), bucketOf(at, chunk))
    return chunk.source === 'runs' ? addSteps(db, sink, chunk) : readSketches({ db, dialect }, sink, chunk)
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
