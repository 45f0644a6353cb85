import type { ExpressionBuilder } from 'kysely'
import { prepared } from '../schema/prepared.ts'
import type { Tables, Tx } from '../schema/tables.ts'

/** Keys that begin with `prefix`: the character after its colon ends the range, so that the index on the key answers. */
export function within(eb: ExpressionBuilder<Tables, 'alert'>, prefix: `${string}:`) {
  return between(eb, rangeOf(prefix))
}

/** The range of keys that begin with a prefix. */
export interface KeyRange {
  readonly from: string
  readonly before: string
}

export function rangeOf(prefix: `${string}:`): KeyRange {
  return { from: prefix, before: `${prefix.slice(0, -1)};` }
}

export function between(eb: ExpressionBuilder<Tables, 'alert'>, { from, before }: KeyRange) {
  return eb.and([eb('alert.key', '>=', from), eb('alert.key', '<', before)])
}

/** The id of the newest opening of a stream; 0 where none is stored. A notice opens again under the same key. */
export async function openingOf(tx: Tx, stream: string): Promise<number> {
  const [opening] = await newestOpening(tx, { opened: `${stream}:opened`, ...rangeOf(`${stream}:notice:`) })
  return opening?.id ?? 0
}

const newestOpening = prepared<KeyRange & { readonly opened: string }, { id: number }>((tx, { opened, from, before }) =>
  tx
    .selectFrom('alert')
    .select('id')
    .where((eb) => eb.or([eb('key', '=', opened), between(eb, { from, before })]))
    .orderBy('id', 'desc')
    .limit(1),
)
