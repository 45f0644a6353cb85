import { DAY, MOST_REFUSED_ATTEMPTS } from '../../core/index.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { Database, Tx } from '../schema/tables.ts'
import { isOpen } from './lease.ts'

/** The message waits until `dueAt` or later, and its channel is red since its first refusal. @returns until when it waits */
export async function refuse(
  tx: Tx,
  message: number,
  { now, dueAt }: { readonly now: number; readonly dueAt: number },
  reason: string,
): Promise<number> {
  const row = await tx.selectFrom('message').select('channel').where('id', '=', message).executeTakeFirst()
  const until = row ? Math.max(dueAt, await noteAttempt(tx, row.channel, now)) : dueAt
  const waiting = { state: DELIVERY.of('pending'), due_at: until, last_error: reason }
  await tx
    .updateTable('delivery')
    .set((eb) => ({ ...waiting, refused_at: eb.fn.coalesce('refused_at', eb.val(now)) }))
    .where('message', '=', message)
    .where(isOpen())
    .execute()
  return until
}

/** Counts an attempt that was refused. @returns from when on another one keeps the limit of a day, epoch ms */
async function noteAttempt(tx: Tx, channel: string, now: number): Promise<number> {
  await tx
    .deleteFrom('refused_attempt')
    .where('channel', '=', channel)
    .where((eb) => eb.or([eb('at', '<=', now - DAY), eb('at', '>', now)]))
    .execute()
  await tx
    .insertInto('refused_attempt')
    .values({ channel, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const attempts = await tx
    .selectFrom('refused_attempt')
    .select('at')
    .where('channel', '=', channel)
    .orderBy('at', 'desc')
    .limit(MOST_REFUSED_ATTEMPTS)
    .execute()
  const oldest = attempts[MOST_REFUSED_ATTEMPTS - 1]
  return oldest ? oldest.at + DAY : now
}

/** Makes what was refused due at `now` (epoch ms), of the channels that have attempts of the day left. */
export async function retryRefused(tx: Tx, now: number): Promise<void> {
  const usedUp = tx
    .selectFrom('refused_attempt')
    .select('channel')
    .where('at', '>', now - DAY)
    .where('at', '<=', now)
    .groupBy('channel')
    .having(({ fn }) => fn.countAll<number>(), '>=', MOST_REFUSED_ATTEMPTS)
  await tx
    .updateTable('delivery')
    .set({ due_at: now })
    .where('state', '=', DELIVERY.of('pending'))
    .where('refused_at', 'is not', null)
    .where('due_at', '>', now)
    .where('channel', 'not in', usedUp)
    .execute()
}

/** The channel takes messages: what waits for it is due at `now` (epoch ms) and no longer counts as refused. */
export async function clearRefusals(tx: Tx, channel: string, now: number): Promise<void> {
  const { numDeletedRows } = await tx.deleteFrom('refused_attempt').where('channel', '=', channel).executeTakeFirst()
  const { numUpdatedRows } = await tx
    .updateTable('delivery')
    .set({ refused_at: null })
    .where('channel', '=', channel)
    .where('refused_at', 'is not', null)
    .where(isOpen())
    .executeTakeFirst()
  if (numDeletedRows === 0n && numUpdatedRows === 0n) return
  await tx
    .updateTable('delivery')
    .set({ due_at: now })
    .where('channel', '=', channel)
    .where('state', '=', DELIVERY.of('pending'))
    .where('message', 'is not', null)
    .where('due_at', '>', now)
    .execute()
}

/** When each channel that refuses alerts for good is tried again, epoch ms. */
export async function refusedUntil(db: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('delivery')
    .select(['channel', ({ fn }) => fn.max('due_at').as('until')])
    .where(isOpen())
    .where('state', '=', DELIVERY.of('pending'))
    .where('refused_at', 'is not', null)
    .groupBy('channel')
    .execute()
  return new Map(rows.map(({ channel, until }) => [channel, Number(until)]))
}
