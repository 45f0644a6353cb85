import type BetterSqlite from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'

/** A run needs about twenty statements, pages and reports some more. */
const MOST_CACHED = 200

/**
 * A database that prepares each statement once: Kysely prepares it for every execution, which takes as long as the execution.
 * Drops the least recently used ones, because lists of ids make statements of many lengths.
 */
export function withStatementCache(database: BetterSqlite.Database, mostCached = MOST_CACHED): SqliteDatabase {
  const cache = new Map<string, BetterSqlite.Statement>()
  return {
    close: () => void database.close(),
    prepare(sql) {
      const cached = cache.get(sql)
      if (cached) {
        cache.delete(sql)
        cache.set(sql, cached)
        return cached as never
      }
      const statement = database.prepare(sql)
      cache.set(sql, statement)
      const [oldest] = cache.keys()
      if (cache.size > mostCached && oldest !== undefined) cache.delete(oldest)
      return statement as never
    },
  }
}
