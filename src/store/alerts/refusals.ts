import { DELIVERY } from '../schema/codes.ts'
import type { Tx } from '../schema/tables.ts'
import { isOpen } from './lease.ts'

/** The message waits until `dueAt`, and its channel is red since its first refusal. */
export async function refuse(
  tx: Tx,
  message: number,
  { now, dueAt }: { readonly now: number; readonly dueAt: number },
  reason: string,
): Promise<void> {
  const waiting = { state: DELIVERY.of('pending'), due_at: dueAt, last_error: reason }
  await tx
    .updateTable('delivery')
    .set((eb) => ({ ...waiting, refused_at: eb.fn.coalesce('refused_at', eb.val(now)) }))
    .where('message', '=', message)
    .where(isOpen())
    .execute()
}

/** Makes what was refused due at `now` (epoch ms). */
export async function retryRefused(tx: Tx, now: number): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ due_at: now })
    .where('state', '=', DELIVERY.of('pending'))
    .where('refused_at', 'is not', null)
    .where('due_at', '>', now)
    .execute()
}

/** The channel takes messages: what waits for it no longer counts as refused. */
export async function clearRefusals(tx: Tx, channel: string): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ refused_at: null })
    .where('channel', '=', channel)
    .where('refused_at', 'is not', null)
    .where(isOpen())
    .execute()
}
