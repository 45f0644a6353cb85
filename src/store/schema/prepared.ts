import type { Compilable, CompiledQuery } from 'kysely'
import type { Tx } from './tables.ts'

/** A statement of the hot path: built and compiled once for each dialect, then executed with other values. */
export type Prepared<Values, Row> = (tx: Tx, values: Values) => Promise<readonly Row[]>

/** Stands in a query for a value that is given at each execution. */
class Placeholder {
  readonly key: string

  constructor(key: string) {
    this.key = key
  }
}

/**
 * Kysely takes five times as long to build and compile a statement as SQLite to execute it. `build` must not branch on the
 * values: it sees placeholders. Each value is a number, a text or null, never a list.
 */
export function prepared<Values extends object, Row = unknown>(
  build: (tx: Tx, values: Values) => Compilable<Row>,
): Prepared<Values, Row> {
  const compiled = new WeakMap<object, CompiledQuery<Row>>()
  return async (tx, values) => {
    const dialect = tx.getExecutor().adapter.constructor
    let query = compiled.get(dialect)
    if (query === undefined) {
      query = build(tx, placeholders<Values>()).compile()
      compiled.set(dialect, query)
    }
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Placeholder ? values[parameter.key as keyof Values] : parameter,
    )
    return (await tx.executeQuery<Row>({ ...query, parameters })).rows
  }
}

function placeholders<Values extends object>(): Values {
  const get = (_: object, key: string | symbol) => new Placeholder(String(key))
  return new Proxy({}, { get }) as Values
}
