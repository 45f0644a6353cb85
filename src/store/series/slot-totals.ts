import { sql } from 'kysely'
import type { BucketRange, SlotTotal } from '../../core/index.ts'
import type { Names } from '../schema/names.ts'
import type { Database } from '../schema/tables.ts'
import { bucketOf, type Chunk, eachChunk } from './raster.ts'
import { rawOutcomes } from './raw.ts'
import { addSlots, NO_SLOTS, rawSlots } from './slots.ts'
import { inSummedRange } from './sums.ts'
import { narrowed } from './surface-series.ts'

/** The slots per bucket of all surfaces together. */
export async function readSlotTotals(db: Database, names: Names, range: BucketRange): Promise<readonly SlotTotal[]> {
  const totals = new Map<number, SlotTotal>()
  await eachChunk(db, await narrowed(db, names, range), async (chunk) => {
    for (const row of chunk.source === 'runs' ? await rawTotals(db, chunk) : await summedTotals(db, chunk)) {
      const at = bucketOf(row.at, chunk)
      totals.set(at, { at, ...addSlots(totals.get(at) ?? NO_SLOTS, row) })
    }
  })
  return [...totals.values()]
    .filter(({ good, failed, unmeasured }) => good + failed + unmeasured > 0)
    .toSorted((a, b) => a.at - b.at)
}

async function rawTotals(db: Database, chunk: Chunk): Promise<readonly SlotTotal[]> {
  return rawSlots(db, chunk, await rawOutcomes(db, chunk))
}

/** One row for each stored hour (or day). Sums without slots count as `slotsIn` counts them. */
async function summedTotals(db: Database, chunk: Chunk): Promise<readonly SlotTotal[]> {
  const skipped = sql`CASE WHEN missed > skipped THEN missed ELSE skipped END`
  return db
    .selectFrom('rollup_run')
    .select([
      'at',
      sql<number>`SUM(COALESCE(good, passed + slow))`.as('good'),
      sql<number>`SUM(COALESCE(provider_failed, failed))`.as('failed'),
      sql<number>`SUM(COALESCE(unmeasured, error + ${skipped}))`.as('unmeasured'),
    ])
    .where(inSummedRange(chunk))
    .groupBy('at')
    .execute()
}
