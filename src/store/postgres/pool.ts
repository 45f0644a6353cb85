import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { toMonitorError } from './errors.ts'

/**
 * A pool whose errors are MonitorErrors, and which stores no text that PostgreSQL cannot hold.
 * @param place names the database in messages
 */
export function guardedPool(pool: PostgresPool, place: string): PostgresPool {
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toMonitorError(error, place)
    }
  }
  return {
    async connect() {
      const client = await explained(() => pool.connect())
      return {
        query: (<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>> =>
          explained(() => client.query<Row>(text, values.map(storable)))) as PostgresPoolClient['query'],
        release: () => client.release(),
      }
    },
    end: () => pool.end(),
  }
}

/** Half of a surrogate pair has no UTF-8 form, and PostgreSQL holds no NUL in a text. */
function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\p{Surrogate}|\0/gu, '\uFFFD') : value
}
