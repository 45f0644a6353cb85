import type { RawBuilder } from 'kysely'
import type { ExecuteNow } from './prepared.ts'
import type { Database, Tx } from './tables.ts'

/**
 * What SQLite and PostgreSQL do differently. All other SQL of the store is common to both: `ON CONFLICT`, `RETURNING`,
 * `FILTER`, savepoints, partial indexes; integers for ids, times, words and flags; text for JSON. Types of values, empty
 * lists, error codes, transactions and migrations are the business of each database's driver.
 */
export interface Dialect {
  /**
   * A number that changes when another connection commits; undefined where the database has none. Then nothing read in one
   * transaction is true in the next.
   */
  dataVersion(tx: Tx): Promise<number | undefined>
  /** The bytes of a column as hexadecimal digits. */
  hex(column: string): RawBuilder<string>
  /** A column as an expression that no index serves: for a condition that most rows of a range meet. */
  unindexed(column: string): RawBuilder<number>
  /**
   * `JOIN run` to the ids that a query gives for each row of the table before it.
   * @param ids may refer to columns of that table
   */
  joinRuns(ids: RawBuilder<unknown>): RawBuilder<unknown>
  /** Lets no other transaction lease messages until this one ends. */
  lockOutbox(tx: Tx): Promise<void>
}

/** An open database. */
export interface StoreDatabase {
  /** Runs transactions, one at a time. */
  readonly writer: Database
  /** Sees what is committed, also while a transaction is open. */
  readonly reader: Database
  /** Executes a statement on the connection of `writer`, while a transaction is open there. Default: only Kysely can. */
  readonly executeNow?: ExecuteNow
  readonly dialect: Dialect
  /** Size on the disk, bytes. */
  bytes(): Promise<number>
  close(): Promise<void>
}
