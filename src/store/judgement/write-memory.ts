import type { Names } from '../schema/names.ts'
import type { MemorySlices } from '../schema/port.ts'
import { prepared } from '../schema/prepared.ts'
import type { Tables, Tx } from '../schema/tables.ts'

/** Writes and deletes slices of a target's memory. */
export async function writeSlices(
  tx: Tx,
  names: Names,
  target: string,
  { written, deleted }: MemorySlices,
): Promise<void> {
  const id = await names.id(tx, target)
  for (const [slice, value] of written) await saveSlice(tx, { target: id, slice, value: JSON.stringify(value) })
  if (deleted.size === 0) return
  await tx
    .deleteFrom('judge_memory')
    .where('target', '=', id)
    .where('slice', 'in', [...deleted])
    .execute()
}

const saveSlice = prepared<Tables['judge_memory']>((tx, { target, slice, value }) =>
  tx
    .insertInto('judge_memory')
    .values({ target, slice, value })
    .onConflict((conflict) =>
      conflict.columns(['target', 'slice']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
    ),
)
