import { DELIVERY } from '../schema/codes.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** One delivery, named by what stays the same in both databases. */
export interface DeliveryName {
  readonly key: string
  readonly channel: string
}

/** What became of a delivery. */
export interface DeliveryOutcome {
  readonly state: number
  readonly attempts: number
  readonly dueAt: number
  readonly sentAt: number | null
  readonly lastError: string | null
}

/** Writes what became of the deliveries that the standby made; those under way keep their lease. */
export async function mergeDeliveries(standby: Database, tx: Tx): Promise<void> {
  const rows = await standby
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['alert.key', 'delivery.channel', 'delivery.state', 'delivery.attempts'])
    .select(['delivery.due_at', 'delivery.sent_at', 'delivery.last_error'])
    .execute()
  for (const { key, channel, state, attempts, due_at, sent_at, last_error } of rows) {
    const outcome = { state, attempts, dueAt: due_at, sentAt: sent_at, lastError: last_error }
    await settleDelivery(tx, { key, channel }, outcome)
  }
}

/** A delivery that was sent stays sent. */
export async function settleDelivery(
  tx: Tx,
  { key, channel }: DeliveryName,
  { state, attempts, dueAt, sentAt, lastError }: DeliveryOutcome,
): Promise<void> {
  const alert = await tx.selectFrom('alert').select('id').where('key', '=', key).executeTakeFirst()
  if (!alert) return
  const now = { state, attempts, due_at: dueAt, sent_at: sentAt, last_error: lastError }
  await tx
    .insertInto('delivery')
    .values({ alert: alert.id, channel, ...now })
    .onConflict((conflict) =>
      conflict.columns(['alert', 'channel']).doUpdateSet(now).where('delivery.state', '!=', DELIVERY.of('sent')),
    )
    .execute()
}
