import type { AfterwardsItem, OpenAfterwards } from '../../core/index.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** What is still to do after outages, oldest first. */
export async function readAfterwards(db: Database): Promise<readonly OpenAfterwards[]> {
  return db
    .selectFrom('afterwards')
    .select(['id', 'incident', 'workflow', 'item', 'at'])
    .where('closed_at', 'is', null)
    .orderBy('id')
    .execute()
}

/** Stores what is to do after an incident. An item that is stored stays as it is, closed or open. */
export async function saveAfterwards(tx: Tx, items: readonly AfterwardsItem[]): Promise<void> {
  if (items.length === 0) return
  await tx
    .insertInto('afterwards')
    .values(items.map(({ incident, workflow, item, at }) => ({ incident, workflow, item, at })))
    .onConflict((conflict) => conflict.columns(['incident', 'workflow', 'item']).doNothing())
    .execute()
}

/** Closes an item. @returns false where there is no open one with this id */
export async function closeAfterwards(
  tx: Tx,
  id: number,
  { by, at }: { readonly by: string; readonly at: number },
): Promise<boolean> {
  const closed = await tx
    .updateTable('afterwards')
    .set({ closed_at: at, closed_by: by })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return closed !== undefined
}
