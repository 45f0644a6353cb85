import { type SqlBool, sql } from 'kysely'
import {
  type Alert,
  type ChannelQueue,
  DAY,
  defined,
  HOUR,
  type LeasedMessage,
  type LeaseOptions,
  LONGEST_HOLD_MS,
  MINUTE,
  type PlannedMessage,
  RECENT_MESSAGES_MS,
  streamOf,
} from '../../core/index.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { Dialect } from '../schema/dialect.ts'
import type { Database, Tx } from '../schema/tables.ts'
import { lastUpdates } from './last-updates.ts'
import { readThreads } from './threads.ts'

/** The longest wait of a delivery, ms: a channel may ask for an hour, see notify/deliver/backoff.ts. */
const LONGEST_WAIT_MS = HOUR + MINUTE
/** The longest wait of what a service refused for good, ms: its attempts of a day may be used up. */
const LONGEST_REFUSED_WAIT_MS = DAY + MINUTE
/** Deliveries that one lease reads; the rest waits for the next lease. */
const MAX_WAITING = 1_000

/** Matches deliveries that are neither sent nor dead. Literals, because SQLite uses no partial index for a parameter. */
export function isOpen() {
  return sql<SqlBool>`state IN (0, 1)`
}

/** Whether any delivery is due. Takes no lock. */
async function isAnyDue(reader: Database, now: number): Promise<boolean> {
  const any = await reader.selectFrom('delivery').select('id').where(isOpen()).where(isDue(now)).limit(1).execute()
  return any.length > 0
}

/**
 * Whether a lease would take a message. Takes no lock: most calls find nothing, because `plan` holds back what waits.
 * @param now epoch ms
 */
export async function hasWork(reader: Database, now: number, options: LeaseOptions): Promise<boolean> {
  if (!(await isAnyDue(reader, now))) return false
  if ((await dueMessages(reader, now, options.paused)).length > 0) return true
  for (const channel of await waitingChannels(reader, now, options.paused)) {
    if (options.plan(await queueOf(reader, channel, now), now).length > 0) return true
  }
  return false
}

/**
 * Leases the due messages and those that `plan` creates. Runs in one transaction under the lock of the outbox, so that
 * two dispatchers never lease the same message.
 * @param now epoch ms
 */
export async function leaseMessages(
  tx: Tx,
  dialect: Dialect,
  now: number,
  options: LeaseOptions,
): Promise<readonly LeasedMessage[]> {
  await dialect.lockOutbox(tx)
  const ids = [...(await dueMessages(tx, now, options.paused))]
  for (const channel of await waitingChannels(tx, now, options.paused)) {
    for (const planned of options.plan(await queueOf(tx, channel, now), now)) {
      ids.push(await createMessage(tx, channel, planned, now))
    }
  }
  if (ids.length === 0) return []
  await tx.updateTable('message').set({ tried_at: now }).where('id', 'in', ids).execute()
  await tx
    .updateTable('delivery')
    .set((eb) => ({ state: DELIVERY.of('sending'), due_at: now + options.leaseMs, attempts: eb('attempts', '+', 1) }))
    .where('message', 'in', ids)
    .where(isOpen())
    .execute()
  await saveAddresses(tx, ids, options.addresses ?? {})
  return readMessages(tx, ids)
}

async function saveAddresses(
  tx: Tx,
  messages: readonly number[],
  addresses: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [channel, address] of Object.entries(addresses)) {
    await tx
      .updateTable('delivery')
      .set({ address })
      .where('message', 'in', messages)
      .where('channel', '=', channel)
      .where(isOpen())
      .execute()
  }
}

/** Messages whose next attempt is due or whose lease expired. */
async function dueMessages(db: Database, now: number, paused: readonly string[]): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('delivery')
    .select('message')
    .distinct()
    .where(isOpen())
    .where(isDue(now))
    .where('message', 'is not', null)
    .$if(paused.length > 0, (query) => query.where('channel', 'not in', paused))
    .orderBy('message')
    .execute()
  return rows.flatMap(({ message }) => message ?? [])
}

async function waitingChannels(db: Database, now: number, paused: readonly string[]): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('delivery')
    .select('channel')
    .distinct()
    .where(isOpen())
    .where(isDue(now))
    .where('message', 'is', null)
    .$if(paused.length > 0, (query) => query.where('channel', 'not in', paused))
    .orderBy('channel')
    .execute()
  return rows.map(({ channel }) => channel)
}

async function queueOf(db: Database, channel: string, now: number): Promise<ChannelQueue> {
  const unsent = await unsentMessages(db, channel)
  // An alert never overtakes an unsent one of its incident.
  const blockedStreams = db
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select('alert.stream')
    .where('delivery.message', 'in', unsent)
  const rows = await db
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['delivery.id', 'alert.key as alertKey', 'alert.stream', 'alert.is_update', 'delivery.hold_until'])
    .where('delivery.channel', '=', channel)
    .where(isOpen())
    .where(isDue(now))
    .where('delivery.message', 'is', null)
    .$if(unsent.length > 0, (query) => query.where('alert.stream', 'not in', blockedStreams))
    .orderBy('alert.id')
    .limit(MAX_WAITING)
    .execute()
  const waiting = rows.map(({ hold_until, is_update, ...delivery }) => ({
    ...{ ...delivery, isUpdate: is_update === 1 },
    ...defined({ heldUntil: hold_until ?? undefined }),
  }))
  const recent = await db
    .selectFrom('message')
    .select('tried_at')
    .where('channel', '=', channel)
    .where('tried_at', '>', now - RECENT_MESSAGES_MS)
    .where('tried_at', '<=', now)
    .orderBy('tried_at')
    .execute()
  return {
    channel,
    waiting,
    recent: recent.map(({ tried_at }) => tried_at),
    updatedAt: await lastUpdates(db, channel, now),
    unsent: unsent.length,
  }
}

async function unsentMessages(db: Database, channel: string): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('delivery')
    .select('message')
    .distinct()
    .where('channel', '=', channel)
    .where(isOpen())
    .where('message', 'is not', null)
    .execute()
  return rows.flatMap(({ message }) => message ?? [])
}

async function createMessage(
  tx: Tx,
  channel: string,
  { key, deliveries }: PlannedMessage,
  now: number,
): Promise<number> {
  const { id } = await tx
    .insertInto('message')
    .values({ channel, key, tried_at: now })
    .onConflict((conflict) => conflict.columns(['channel', 'key']).doUpdateSet({ tried_at: now }))
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.updateTable('delivery').set({ message: id }).where('id', 'in', deliveries).execute()
  return id
}

async function readMessages(db: Database, ids: readonly number[]): Promise<readonly LeasedMessage[]> {
  const rows = await db
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .innerJoin('message', 'message.id', 'delivery.message')
    .select(['message.id', 'message.key', 'message.channel', 'delivery.attempts', 'delivery.hold_until', 'alert.body'])
    .select('alert.stream')
    .where('delivery.message', 'in', ids)
    .where(isOpen())
    .orderBy('message.id')
    .orderBy('alert.id')
    .execute()
  const messages = new Map<number, LeasedMessage>()
  for (const { id, key, channel, attempts, hold_until, body } of rows) {
    const alert = JSON.parse(body) as Alert
    const message = messages.get(id)
    const heldUntil = Math.max(message?.heldUntil ?? 0, hold_until ?? 0)
    messages.set(id, {
      ...{ id, key, channel, attempts, alerts: [...(message?.alerts ?? []), alert] },
      ...(heldUntil > 0 ? { heldUntil } : {}),
    })
  }
  // What was tried least goes first, so that a message that is refused for good holds up no other one.
  const inOrder = [...messages.values()].toSorted((a, b) => a.attempts - b.attempts || a.id - b.id)
  const threads = await readThreads(db, [...new Set(rows.map(({ stream }) => stream))])
  return inOrder.map((message) => ({ ...message, ...threadsOf(message, threads) }))
}

function threadsOf(
  { channel, alerts }: LeasedMessage,
  threads: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Pick<LeasedMessage, 'threads'> {
  const streams = new Set(alerts.map(streamOf))
  const ownThreads = [...(threads.get(channel) ?? [])].filter(([stream]) => streams.has(stream))
  return ownThreads.length === 0 ? {} : { threads: new Map(ownThreads) }
}

/**
 * Matches deliveries due now and not held, or due or held later than any delivery is: those were stored before the clock
 * was set back.
 */
function isDue(now: number) {
  const isFromBefore = sql`(due_at > ${now + LONGEST_WAIT_MS} AND refused_at IS NULL)`
  const isDueNow = sql`(due_at <= ${now} OR ${isFromBefore} OR due_at > ${now + LONGEST_REFUSED_WAIT_MS})`
  return sql<SqlBool>`${isDueNow} AND ${isNotHeld(now)}`
}

/** Matches deliveries that no route holds at `now` (epoch ms). */
export function isNotHeld(now: number) {
  return sql<SqlBool>`(hold_until IS NULL OR hold_until <= ${now} OR hold_until > ${now + LONGEST_HOLD_MS})`
}
