import type BetterSqlite from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'

/** Statements that are kept; a run needs about twenty, pages and reports some more. */
const MOST_KEPT = 200

/**
 * A database that prepares each statement once: Kysely prepares it for every execution, which takes as long as executing it.
 * The least recently used ones are dropped, since lists of ids make statements of many lengths.
 */
export function withStatementCache(database: BetterSqlite.Database, mostKept = MOST_KEPT): SqliteDatabase {
  const kept = new Map<string, BetterSqlite.Statement>()
  return {
    close: () => void database.close(),
    prepare(sql) {
      const known = kept.get(sql)
      if (known) {
        kept.delete(sql)
        kept.set(sql, known)
        return known as never
      }
      const statement = database.prepare(sql)
      kept.set(sql, statement)
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
      return statement as never
    },
  }
}
