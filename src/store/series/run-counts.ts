import { type Expression, sql } from 'kysely'
import { OUTCOME } from '../schema/codes.ts'
import type { Database } from '../schema/tables.ts'
import { type RawRange, rawMisses, scheduled } from './raw.ts'
import { inSummedRange, type SummedRange } from './sums.ts'

/** Counts of the scheduled runs of a range. */
export interface RunCounts {
  /** Started runs: skips left out. */
  readonly runs: number
  readonly errors: number
  readonly missed: number
  readonly interrupted: number
}

/** Counts runs in one pass, without a group per probe. */
export async function rawCounts(db: Database, range: RawRange): Promise<RunCounts> {
  const { runs, errors, skips } = await scheduled(db, range)
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('outcome', '<>', OUTCOME.of('skipped')).as('runs'),
      fn.countAll<number>().filterWhere('outcome', '=', OUTCOME.of('error')).as('errors'),
      fn.countAll<number>().filterWhere('outcome', '=', OUTCOME.of('skipped')).as('skips'),
    ])
    .executeTakeFirstOrThrow()
  // A missed slot is a skip and an interrupted run an error: without either there is nothing to find.
  const misses = skips + errors > 0 ? await rawMisses(db, range) : []
  const total = (of: (row: (typeof misses)[number]) => number) => misses.reduce((sum, row) => sum + of(row), 0)
  return { runs, errors, missed: total(({ missed }) => missed), interrupted: total(({ interrupted }) => interrupted) }
}

/** The same from stored sums. */
export async function summedCounts(db: Database, range: SummedRange): Promise<RunCounts> {
  return db
    .selectFrom('rollup_run')
    .select([
      sumOf(sql`passed + slow + failed + error`).as('runs'),
      sumOf(sql`error`).as('errors'),
      sumOf(sql`missed`).as('missed'),
      sumOf(sql`interrupted`).as('interrupted'),
    ])
    .where(inSummedRange(range))
    .executeTakeFirstOrThrow()
}

/** Stored sketches of the milliseconds between slot and start. */
export async function summedLags(db: Database, range: SummedRange): Promise<readonly { readonly lag: Uint8Array }[]> {
  return db.selectFrom('rollup_run').select('lag').where(inSummedRange(range)).execute()
}

function sumOf(value: Expression<unknown>) {
  return sql<number>`COALESCE(SUM(${value}), 0)`
}
