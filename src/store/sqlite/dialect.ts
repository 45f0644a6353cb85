import { CompiledQuery, sql } from 'kysely'
import type { Dialect } from '../schema/dialect.ts'
import { execute } from '../schema/prepared.ts'

/** https://www.sqlite.org/pragma.html#pragma_data_version */
const DATA_VERSION = CompiledQuery.raw('pragma data_version')

export const SQLITE: Dialect = {
  async dataVersion(tx) {
    const [row] = await execute<{ data_version: number }>(tx, DATA_VERSION)
    return row?.data_version
  },
  // A unary plus: https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_
  unindexed: (column) => sql<number>`+${sql.ref(column)}`,
  hex: (column) => sql<string>`hex(${sql.ref(column)})`,
  joinRuns: (ids) => sql`JOIN run ON run.id IN (${ids})`,
  // A transaction holds the lock of the whole database.
  async lockOutbox() {},
}
