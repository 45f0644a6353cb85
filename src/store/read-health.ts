import type { MonitorHealth, Outcome, Range } from '../core/index.ts'
import { DAYS, HOURS } from './columns.ts'
import type { Names } from './names.ts'
import { deliveryCounts } from './outbox.ts'
import { eachBite } from './raster.ts'
import { prunedBefore } from './segments.ts'
import { Samples } from './sketch.ts'
import { addRuns, addSummedRuns, type SumsByProbe } from './sums.ts'
import type { Database } from './tables.ts'

export interface HealthSource {
  readonly db: Database
  readonly names: Names
  /** Size of the database. */
  readonly bytes: () => number
}

/** How well the monitor itself did in the range: sums over its scheduled runs, and what is true now. */
export async function readHealth({ db, names, bytes }: HealthSource, range: Range): Promise<MonitorHealth> {
  const all = await sumsOver(db, range)
  const probes = await names.probes(db)
  const lag = new Samples()
  const total = { runs: 0, missed: 0, interrupted: 0, errors: 0 }
  for (const [probe, sums] of all) {
    if (range.target !== undefined && probes.get(probe)?.target !== range.target) continue
    const of = (outcome: Outcome): number => sums.outcomes.get(outcome) ?? 0
    lag.merge(sums.lag)
    total.runs += of('passed') + of('slow') + of('failed') + of('error')
    total.errors += of('error')
    total.missed += sums.missed
    total.interrupted += sums.interrupted
  }
  const deliveries = await deliveryCounts(db)
  const oldestRunAt = await oldestRun(db)
  return {
    lag: lag.quantiles(),
    ...total,
    pendingDeliveries: deliveries.pending,
    deadDeliveries: deliveries.dead,
    databaseBytes: bytes(),
    ...(oldestRunAt === undefined ? {} : { oldestRunAt }),
  }
}

async function sumsOver(db: Database, range: Range): Promise<SumsByProbe> {
  const sums: SumsByProbe = new Map()
  // Without buckets the longest sums are exact; what they do not cover is read from shorter ones.
  const whole = { ...range, bucketMs: Math.max(1, range.to - range.from), grain: 'days' as const }
  await eachBite(db, whole, (bite) =>
    bite.source === 'runs' ? addRuns(db, sums, bite, false) : addSummedRuns(db, sums, bite),
  )
  return sums
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
