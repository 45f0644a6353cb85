import { defined, type MonitorHealth, type Range } from '../../core/index.ts'
import { deliveryCounts } from '../alerts/outbox.ts'
import { DAYS, HOURS } from '../schema/columns.ts'
import type { Names } from '../schema/names.ts'
import type { Database } from '../schema/tables.ts'
import { eachChunk } from './raster.ts'
import { rawLags } from './raw.ts'
import { type RunCounts, rawCounts, summedCounts, summedLags } from './run-counts.ts'
import { prunedBefore } from './segments.ts'
import { Samples } from './sketch.ts'

interface HealthSource {
  readonly db: Database
  readonly names: Names
  /** Size of the database, bytes. */
  readonly bytes: () => Promise<number>
}

/** Start lags are read of at most this many probes: one worker starts all of them, so an even sample has their quantiles. */
const LAG_PROBES = 64

/** Sums over the scheduled runs of the range, and the current state of outbox and database. */
export async function readHealth({ db, names, bytes }: HealthSource, range: Range): Promise<MonitorHealth> {
  const probes = [...(await names.probes(db))]
    .filter(([, { target }]) => range.target === undefined || target === range.target)
    .map(([id]) => id)
  // Without buckets the longest sums are exact; what they do not cover is read from shorter ones.
  const whole = { ...range, bucketMs: Math.max(1, range.to - range.from), grain: 'days' as const }
  const counts = await countsOver(db, range.target === undefined ? whole : { ...whole, probes })
  const lag = await lagsOver(db, { ...whole, probes: evenSample(probes, LAG_PROBES) })
  const deliveries = await deliveryCounts(db)
  const oldestRunAt = await oldestRun(db)
  return {
    lag: lag.quantiles(),
    ...counts,
    pendingDeliveries: deliveries.pending,
    deadDeliveries: deliveries.dead,
    databaseBytes: await bytes(),
    ...defined({ oldestRunAt }),
  }
}

/** At most `most` of the items, evenly spread over the list. */
function evenSample<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)] as T)
}

type WholeRange = Parameters<typeof eachChunk>[1]

async function countsOver(db: Database, range: WholeRange): Promise<RunCounts> {
  const total = { runs: 0, errors: 0, missed: 0, interrupted: 0 }
  await eachChunk(db, range, async (chunk) => {
    const counts = chunk.source === 'runs' ? await rawCounts(db, chunk) : await summedCounts(db, chunk)
    for (const key of ['runs', 'errors', 'missed', 'interrupted'] as const) total[key] += counts[key]
  })
  return total
}

async function lagsOver(db: Database, range: WholeRange): Promise<Samples> {
  const lag = new Samples()
  await eachChunk(db, range, async (chunk) => {
    if (chunk.source === 'runs') for (const row of await rawLags(db, chunk)) lag.add(row.lag)
    else for (const row of await summedLags(db, chunk)) lag.unpack(row.lag)
  })
  return lag
}

/** The slot of the first run there is; where runs were pruned, the first hour or day that is summed up. */
async function oldestRun(db: Database): Promise<number | undefined> {
  const pruned = await prunedBefore(db)
  const spans = [...(pruned.hours > 0 ? [DAYS] : []), ...(pruned.runs > 0 ? [HOURS] : [])]
  for (const span of spans) {
    const row = await db
      .selectFrom('rollup_run')
      .select((eb) => eb.fn.min('at').as('at'))
      .where('span', '=', span)
      .executeTakeFirst()
    if (row && row.at !== null) return row.at
  }
  const row = await db
    .selectFrom('run')
    .select((eb) => eb.fn.min('scheduled_at').as('at'))
    .executeTakeFirst()
  return row?.at ?? undefined
}
