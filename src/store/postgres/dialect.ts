import { sql } from 'kysely'
import type { Dialect } from '../schema/dialect.ts'

/** 'OUTB': the key of the advisory lock under which one transaction at a time leases messages. */
const OUTBOX_LOCK = 0x4f_55_54_42

export const POSTGRES: Dialect = {
  // PostgreSQL has no such number: another worker may commit at any time.
  dataVersion: async () => undefined,
  // The planner has statistics of the column.
  unindexed: (column) => sql<number>`${sql.ref(column)}`,
  hex: (column) => sql<string>`encode(${sql.ref(column)}, 'hex')`,
  joinRuns: (ids) => sql`CROSS JOIN LATERAL (${ids}) AS joined JOIN run ON run.id = joined.id`,
  async lockOutbox(tx) {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(OUTBOX_LOCK)})`.execute(tx)
  },
}
