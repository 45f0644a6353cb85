import { type ChannelBacklog, type ChannelRefusal, defined } from '../../core/index.ts'
import type { Database } from '../schema/tables.ts'
import { isOpen } from './lease.ts'

/** The channels with alerts that are not delivered, by name. */
export async function channelBacklogs(db: Database): Promise<readonly ChannelBacklog[]> {
  const rows = await db
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['delivery.channel', ({ fn }) => fn.countAll().as('waiting'), ({ fn }) => fn.min('alert.at').as('since')])
    .where(isOpen())
    .groupBy('delivery.channel')
    .orderBy('delivery.channel')
    .execute()
  if (rows.length === 0) return []
  const refusals = await refusalsByChannel(db)
  const retries = await retriesByChannel(db)
  return rows.map(({ channel, waiting, since }) => ({
    ...{ channel, waiting: Number(waiting), since: Number(since) },
    ...(refusals.has(channel) ? defined({ refusal: refusals.get(channel) }) : defined({ retry: retries.get(channel) })),
  }))
}

/** Of each refused channel, the first refusal, and the reason and time of the message that is tried next. */
async function refusalsByChannel(db: Database): Promise<ReadonlyMap<string, ChannelRefusal>> {
  const rows = await db
    .selectFrom('delivery')
    .select(['channel', 'refused_at', 'due_at', 'last_error'])
    .where(isOpen())
    .where('refused_at', 'is not', null)
    .orderBy('due_at')
    .orderBy('id')
    .execute()
  const refusals = new Map<string, ChannelRefusal>()
  for (const { channel, refused_at, due_at, last_error } of rows) {
    const { since, reason, retryAt } = refusals.get(channel) ?? {
      since: undefined,
      reason: last_error,
      retryAt: due_at,
    }
    const first = Math.min(refused_at ?? Number.POSITIVE_INFINITY, since ?? Number.POSITIVE_INFINITY)
    refusals.set(channel, { since: first, reason: reason ?? '', retryAt })
  }
  return refusals
}

/** Of each channel, the next attempt of what failed before, and why it failed. */
async function retriesByChannel(db: Database): Promise<ReadonlyMap<string, NonNullable<ChannelBacklog['retry']>>> {
  const rows = await db
    .selectFrom('delivery')
    .select(['channel', 'due_at', 'last_error'])
    .where(isOpen())
    .where('last_error', 'is not', null)
    .orderBy('due_at')
    .orderBy('id')
    .execute()
  const retries = new Map<string, NonNullable<ChannelBacklog['retry']>>()
  for (const { channel, due_at, last_error } of rows) {
    if (!retries.has(channel)) retries.set(channel, { at: due_at, reason: last_error ?? '' })
  }
  return retries
}
