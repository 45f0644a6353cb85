import { type SentReceipt, streamOf } from '../../core/index.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { TakenTest } from '../schema/port.ts'
import type { Tx } from '../schema/tables.ts'
import { isOpen } from './lease.ts'
import { reachedRung } from './outbox.ts'

/**
 * Stores a test alert that a channel took from a command, as a sent message. The channel is no longer red, and what failed
 * there before is due at once: a running worker sends it.
 */
export async function saveTest(tx: Tx, { alert, channel, receipt, at }: TakenTest): Promise<void> {
  const { id: alertId } = await tx
    .insertInto('alert')
    .values({ key: alert.key, at: alert.at, body: JSON.stringify(alert), stream: streamOf(alert) })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ at: alert.at }))
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: message } = await tx
    .insertInto('message')
    .values({ channel, key: alert.key, tried_at: at, ...reachedRung(receipt, at) })
    .onConflict((conflict) => conflict.columns(['channel', 'key']).doUpdateSet(reachedRung(receipt, at)))
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('delivery')
    .values({ alert: alertId, channel, message, ...sentColumns(receipt, at) })
    .onConflict((conflict) => conflict.columns(['alert', 'channel']).doNothing())
    .execute()
  await releaseWaiting(tx, channel, at)
}

function sentColumns({ note }: SentReceipt, at: number) {
  return { state: DELIVERY.of('sent'), attempts: 1, due_at: at, sent_at: at, last_error: note ?? null }
}

/** What was not tried yet is due already, or waits for another reason than this channel. */
async function releaseWaiting(tx: Tx, channel: string, now: number): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ refused_at: null, due_at: now })
    .where('channel', '=', channel)
    .where(isOpen())
    .where('state', '=', DELIVERY.of('pending'))
    .where(({ eb, or }) => or([eb('refused_at', 'is not', null), eb('last_error', 'is not', null)]))
    .execute()
}
