import { type ChannelBacklog, type ChannelRefusal, defined } from '../../core/index.ts'
import type { Database } from '../schema/tables.ts'
import { isNotHeld, isOpen } from './lease.ts'

/** The channels with alerts that are not delivered, by name. @param now epoch ms */
export async function channelBacklogs(db: Database, now: number): Promise<readonly ChannelBacklog[]> {
  const open = db
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['delivery.channel', ({ fn }) => fn.countAll().as('count'), ({ fn }) => fn.min('alert.at').as('since')])
    .select(({ fn }) => fn.min('hold_until').as('until'))
    .where(isOpen())
    .groupBy('delivery.channel')
  const waiting = await open.where(isNotHeld(now)).execute()
  const heldByRoute = await open.where(({ not }) => not(isNotHeld(now))).execute()
  const channels = [...new Set([...waiting, ...heldByRoute].map(({ channel }) => channel))]
  if (channels.length === 0) return []
  const refusals = await refusalsByChannel(db)
  const retries = await retriesByChannel(db)
  return channels.toSorted().map((channel) => {
    const [due, later] = [waiting, heldByRoute].map((rows) => rows.find((row) => row.channel === channel))
    const refusal = refusals.get(channel)
    return {
      ...{ channel, waiting: Number(due?.count ?? 0), since: Number(due?.since ?? later?.since ?? now) },
      ...(later ? { held: { count: Number(later.count), until: Number(later.until) } } : {}),
      ...(refusal ? { refusal } : defined({ retry: retries.get(channel) })),
    }
  })
}

/** Of each refused channel, the first refusal, and the reason and time of the message that is tried next. */
export async function refusalsByChannel(db: Database): Promise<ReadonlyMap<string, ChannelRefusal>> {
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
