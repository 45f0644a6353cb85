/** Most ids in one statement: well below the 32,766 parameters that SQLite takes, and the 65,535 of PostgreSQL. */
const IDS_PER_STATEMENT = 500

/** The rows that `read` returns for all ids, which it gets in chunks, in order. */
export async function readInChunks<Row>(
  ids: readonly number[],
  read: (chunk: readonly number[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let from = 0; from < ids.length; from += IDS_PER_STATEMENT) {
    for (const row of await read(ids.slice(from, from + IDS_PER_STATEMENT))) rows.push(row)
  }
  return rows
}
