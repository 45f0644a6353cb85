import type BetterSqlite from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteDialect,
  SqliteDriver,
} from 'kysely'
import { MonitorError } from '../../core/index.ts'
import type { ExecuteNow } from '../schema/prepared.ts'
import { isBusy, toMonitorError } from './errors.ts'
import { withStatementCache } from './statement-cache.ts'

interface SqliteDialectOptions {
  readonly database: BetterSqlite.Database
  readonly path: string
  /** How long a transaction waits for another process to finish writing, ms. Read for each. */
  readonly lockWaitMs: () => number
}

/** Interval between attempts to take the lock, ms. The wait is asynchronous: probes and deliveries go on meanwhile. */
const LOCK_RETRY_MS = 25

/**
 * Kysely's SQLite dialect with two differences: a transaction takes the write lock when it begins (a later upgrade
 * could fail half-way), and what SQLite throws arrives as a MonitorError that says what to do.
 */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #options: SqliteDialectOptions

  constructor(options: SqliteDialectOptions) {
    super({ database: options.database })
    this.#options = options
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#options)
  }
}

/** Executes statements on a connection. @throws MonitorError, as a connection of the dialect does */
export function executorOn(database: BetterSqlite.Database, path: string): ExecuteNow {
  const cached = withStatementCache(database)
  return ({ sql, parameters }) => {
    try {
      const statement = cached.prepare(sql)
      const values = parameters.map(wellFormed)
      if (statement.reader) return statement.all(values)
      statement.run(values)
      return []
    } catch (error) {
      throw toMonitorError(error, path)
    }
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  readonly #options: SqliteDialectOptions

  constructor(options: SqliteDialectOptions) {
    super({ database: withStatementCache(options.database) })
    this.#options = options
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection()
    return new TranslatingConnection(connection, this.#options.path)
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const deadline = performance.now() + this.#options.lockWaitMs()
    for (;;) {
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'))
        return
      } catch (error) {
        if (!isLocked(error) || performance.now() >= deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS))
      }
    }
  }

  /** SQLite ends a transaction by itself after some errors, such as a full disk; then there is nothing to roll back. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#options.database.inTransaction) await super.rollbackTransaction(connection)
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof MonitorError && isBusy(error.cause)
}

class TranslatingConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection
  readonly #path: string

  constructor(connection: DatabaseConnection, path: string) {
    this.#connection = connection
    this.#path = path
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      return await this.#connection.executeQuery<Row>({ ...query, parameters: query.parameters.map(wellFormed) })
    } catch (error) {
      throw toMonitorError(error, this.#path)
    }
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection.streamQuery<Row>(query, chunkSize)
  }
}

/** Half of a surrogate pair would be stored as bytes that are not UTF-8. */
function wellFormed(parameter: unknown): unknown {
  return typeof parameter === 'string' ? parameter.toWellFormed() : parameter
}
