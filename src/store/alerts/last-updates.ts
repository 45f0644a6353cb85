import { RECENT_MESSAGES_MS } from '../../core/index.ts'
import type { Database } from '../schema/tables.ts'

/** Of each stream, when a message with an update of it was last tried, within the last two minutes. */
export async function lastUpdates(db: Database, channel: string, now: number): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('message')
    .innerJoin('delivery', 'delivery.message', 'message.id')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['alert.stream', ({ fn }) => fn.max('message.tried_at').as('at')])
    .where('message.channel', '=', channel)
    .where('message.tried_at', '>', now - RECENT_MESSAGES_MS)
    .where('message.tried_at', '<=', now)
    .where('alert.is_update', '=', 1)
    .groupBy('alert.stream')
    .execute()
  return new Map(rows.map(({ stream, at }) => [stream, Number(at)]))
}
