import type { Compilable, CompiledQuery, Insertable } from 'kysely'
import type { Database, Tables, Tx } from './tables.ts'

/** A statement of the hot path: built and compiled once for each dialect, then executed with other values. */
type Prepared<Values, Row> = (db: Database, values: Values) => Promise<readonly Row[]>

/** A row to insert, without the id that the database gives it. */
export type NewRow<Table extends keyof Tables> = Omit<Required<Insertable<Tables[Table]>>, 'id'>

/** Executes a statement at once on the connection of the open transaction. */
export type ExecuteNow = (statement: Pick<CompiledQuery, 'sql' | 'parameters'>) => readonly unknown[]

const direct = new WeakMap<Database, ExecuteNow>()

/**
 * Until `endDirect`, executes the prepared statements of a transaction without Kysely: its promises take longer than SQLite to
 * execute the statement.
 */
export function beginDirect(tx: Tx, executeNow: ExecuteNow): void {
  direct.set(tx, executeNow)
}

/** Call it before the transaction ends. Statements that come later go through Kysely, which rejects them. */
export function endDirect(tx: Tx): void {
  direct.delete(tx)
}

/** Executes a compiled statement. */
export async function execute<Row>(db: Database, query: CompiledQuery): Promise<readonly Row[]> {
  const executeNow = direct.get(db)
  return (executeNow ? executeNow(query) : (await db.executeQuery(query)).rows) as readonly Row[]
}

/** Stands in a query for a value that is given at each execution. */
class Placeholder {
  readonly key: string

  constructor(key: string) {
    this.key = key
  }
}

/**
 * Kysely takes five times as long to build and compile a statement as SQLite to execute it. `build` must not branch on the
 * values: it sees placeholders. Each value is a number, a text, bytes or null, never a list.
 */
export function prepared<Values extends object, Row = unknown>(
  build: (db: Database, values: Values) => Compilable<Row>,
): Prepared<Values, Row> {
  const compiled = new WeakMap<object, CompiledQuery>()
  return async (db, values) => {
    const dialect = db.getExecutor().adapter.constructor
    let query = compiled.get(dialect)
    if (query === undefined) {
      query = build(db, placeholders<Values>()).compile()
      compiled.set(dialect, query)
    }
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Placeholder ? values[parameter.key as keyof Values] : parameter,
    )
    return execute<Row>(db, { ...query, parameters })
  }
}

function placeholders<Values extends object>(): Values {
  const get = (_: object, key: string | symbol) => new Placeholder(String(key))
  return new Proxy({}, { get }) as Values
}
