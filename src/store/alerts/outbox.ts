import { type SqlBool, sql } from 'kysely'
import { type Alert, HOUR, MINUTE, MonitorError } from '../../core/index.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { LeasedDelivery, Outbox, PlannedAlert } from '../schema/port.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** A channel may ask for a wait of an hour, see notify/backoff.ts; nothing waits longer, ms. */
const LONGEST_WAIT_MS = HOUR + MINUTE

/** How much is kept of what a channel answered. */
const ERROR_CHARACTERS = 500

/** Stores each alert once per key, with one pending delivery per channel. An alert that is known already is left as it is. */
export async function saveAlerts(tx: Tx, alerts: readonly PlannedAlert[], now: number): Promise<void> {
  for (const { alert, channels } of alerts) {
    const inserted = await tx
      .insertInto('alert')
      .values({ key: alert.key, at: alert.at, body: JSON.stringify(alert) })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!inserted) continue
    for (const channel of channels) await insertDelivery(tx, inserted.id, channel, now)
  }
}

/** When the last alert was planned whose key begins with `prefix`, which ends in a colon; epoch ms. */
export async function lastAlertAt(db: Database, prefix: `${string}:`): Promise<number | undefined> {
  // The character after the colon ends the range, so that the index on the key answers.
  const end = `${prefix.slice(0, -1)};`
  const row = await db
    .selectFrom('alert')
    .select((eb) => eb.fn.max('at').as('at'))
    .where('key', '>=', prefix)
    .where('key', '<', end)
    .executeTakeFirst()
  return row?.at ?? undefined
}

async function insertDelivery(db: Database, alert: number, channel: string, dueAt: number): Promise<void> {
  await db
    .insertInto('delivery')
    .values({ alert, channel, state: DELIVERY.of('pending'), due_at: dueAt, sent_at: null, last_error: null })
    .onConflict((conflict) => conflict.columns(['alert', 'channel']).doNothing())
    .execute()
}

/** `write` runs work in a transaction of the store. */
export function createOutbox(reader: Database, write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>): Outbox {
  return {
    async lease(now, limit, leaseMs) {
      // Asked every second; most often there is nothing, and no need to lock the database to know it.
      const any = await dueAt(reader, now).limit(1).executeTakeFirst()
      return any ? write((tx) => lease(tx, now, limit, leaseMs)) : []
    },
    sent: (id, now, note) =>
      write((tx) =>
        settle(tx, id, {
          ...{ state: DELIVERY.of('sent'), sent_at: now, due_at: now },
          last_error: note === undefined ? null : bounded(note),
        }),
      ),
    retry: (id, dueAt, error) =>
      write((tx) => settle(tx, id, { state: DELIVERY.of('pending'), due_at: dueAt, last_error: bounded(error) })),
    dead: (id, now, error) =>
      write((tx) => settle(tx, id, { state: DELIVERY.of('dead'), due_at: now, last_error: bounded(error) })),
    redirect: (id, channel, now) => write(async (tx) => insertDelivery(tx, await alertOf(tx, id), channel, now)),
    clockSetBack: (now, byMs) =>
      write(async (tx) => {
        const earlier = tx.updateTable('delivery').set((eb) => ({ due_at: eb('due_at', '-', byMs) }))
        await earlier.where(isOpen()).where('due_at', '>', now).execute()
      }),
    counts: () => deliveryCounts(reader),
  }
}

/** One statement decides who holds a delivery, so that two dispatchers never hold the same one. */
async function lease(tx: Tx, now: number, limit: number, leaseMs: number): Promise<readonly LeasedDelivery[]> {
  const due = dueAt(tx, now).orderBy('due_at').orderBy('id').limit(limit)
  const taken = await tx
    .updateTable('delivery')
    .set((eb) => ({ state: DELIVERY.of('sending'), due_at: now + leaseMs, attempts: eb('attempts', '+', 1) }))
    .where('id', 'in', due)
    .returning(['id', 'alert', 'channel', 'attempts'])
    .execute()
  if (taken.length === 0) return []
  const ids = taken.map(({ alert }) => alert)
  const alerts = await tx.selectFrom('alert').select(['id', 'body']).where('id', 'in', ids).execute()
  const bodies = new Map(alerts.map(({ id, body }) => [id, JSON.parse(body) as Alert]))
  return taken
    .toSorted((a, b) => a.id - b.id)
    .flatMap(({ id, alert: alertId, channel, attempts }) => {
      const alert = bodies.get(alertId)
      return alert ? [{ id, alert, channel, attempts }] : []
    })
}

/** What is due, and what waits for a time no delivery ever waits for: it is from before the clock was set back. */
function dueAt(db: Database, now: number) {
  return db
    .selectFrom('delivery')
    .select('id')
    .where(isOpen())
    .where((eb) => eb.or([eb('due_at', '<=', now), eb('due_at', '>', now + LONGEST_WAIT_MS)]))
}

/** In the words of the index of what is due, or SQLite would not take it. */
function isOpen() {
  return sql<SqlBool>`state IN (0, 1)`
}

const OPEN = [DELIVERY.of('pending'), DELIVERY.of('sending')]

/** A delivery that was sent stays sent, whoever else still thinks to hold it. */
async function settle(
  tx: Tx,
  id: number,
  values: { state: number; due_at: number; sent_at?: number; last_error: string | null },
): Promise<void> {
  await tx.updateTable('delivery').set(values).where('id', '=', id).where(isOpen()).execute()
}

async function alertOf(tx: Tx, delivery: number): Promise<number> {
  const row = await tx.selectFrom('delivery').select('alert').where('id', '=', delivery).executeTakeFirst()
  if (!row) throw new MonitorError('unknown_delivery', `there is no delivery ${delivery}`)
  return row.alert
}

/** How many deliveries are on their way, and how many were given up. */
export async function deliveryCounts(reader: Database): Promise<{ readonly pending: number; readonly dead: number }> {
  const rows = await reader
    .selectFrom('delivery')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  const of = (...states: number[]): number =>
    rows.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + Number(count), 0)
  return { pending: of(...OPEN), dead: of(DELIVERY.of('dead')) }
}

function bounded(text: string): string {
  return text.slice(0, ERROR_CHARACTERS)
}
