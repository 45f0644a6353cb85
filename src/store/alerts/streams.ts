import type { ExpressionBuilder } from 'kysely'
import type { Database, Tables } from '../schema/tables.ts'

/** Keys that begin with `prefix`: the character after its colon ends the range, so that the index on the key answers. */
export function within(eb: ExpressionBuilder<Tables, 'alert'>, prefix: `${string}:`) {
  return eb.and([eb('alert.key', '>=', prefix), eb('alert.key', '<', `${prefix.slice(0, -1)};`)])
}

/** The id of the newest opening of a stream; 0 where none is stored. A notice opens again under the same key. */
export async function openingOf(db: Database, stream: string): Promise<number> {
  const opening = await db
    .selectFrom('alert')
    .select('id')
    .where((eb) => eb.or([eb('key', '=', `${stream}:opened`), within(eb, `${stream}:notice:`)]))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return opening?.id ?? 0
}
