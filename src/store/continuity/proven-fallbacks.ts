import type { ProvenFallback } from '../../core/index.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** The fallbacks that were proven once. */
export async function readProvenFallbacks(db: Database): Promise<readonly ProvenFallback[]> {
  return db
    .selectFrom('proven_fallback')
    .select(['workflow', 'fallback', 'at'])
    .orderBy('workflow')
    .orderBy('fallback')
    .execute()
}

/** Stores that a fallback is proven; the first time stays. */
export async function saveProvenFallback(tx: Tx, proven: ProvenFallback): Promise<void> {
  const { workflow, fallback, at } = proven
  await tx
    .insertInto('proven_fallback')
    .values({ workflow, fallback, at })
    .onConflict((conflict) => conflict.columns(['workflow', 'fallback']).doNothing())
    .execute()
}
