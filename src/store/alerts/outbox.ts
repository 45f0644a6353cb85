import type { Outbox, SentReceipt } from '../../core/index.ts'
import { DELIVERY, RUNG } from '../schema/codes.ts'
import type { StoreDatabase } from '../schema/dialect.ts'
import type { Database, Tx } from '../schema/tables.ts'
import { followConfig, needsFollowing } from './follow-config.ts'
import { hasWork, isOpen, leaseMessages } from './lease.ts'
import { refusalsByChannel } from './read-backlogs.ts'
import { redirect, redirectAll, redirectable } from './redirect.ts'
import { clearRefusals, refuse, refusedUntil, retryRefused } from './refusals.ts'
import { saveThread } from './threads.ts'

/** How much is kept of what a channel answered. */
const ERROR_CHARACTERS = 500
/** The longest id of a service that is kept. */
const ID_CHARACTERS = 200

/** `write` runs work in a transaction of the store. */
export function createOutbox(
  { reader, dialect }: Pick<StoreDatabase, 'reader' | 'dialect'>,
  write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
): Outbox {
  return {
    async lease(now, options) {
      // Called every second, mostly without work, so it looks without a lock first.
      return (await hasWork(reader, now, options)) ? write((tx) => leaseMessages(tx, dialect, now, options)) : []
    },
    sent: (id, now, receipt = {}) => write((tx) => sent(tx, id, now, receipt)),
    retry: (id, dueAt, error) =>
      write((tx) => settle(tx, id, { state: DELIVERY.of('pending'), due_at: dueAt, last_error: bounded(error) })),
    postpone: (id, dueAt, why) => write((tx) => postpone(tx, id, dueAt, why)),
    refuse: (id, times, reason) => write((tx) => refuse(tx, id, times, bounded(reason))),
    async retryRefused(now) {
      if ((await refusedUntil(reader)).size > 0) await write((tx) => retryRefused(tx, now))
    },
    async followConfig(now, channels) {
      if (await needsFollowing(reader)) await write((tx) => followConfig(tx, channels, now))
    },
    refusedChannels: async () => [...(await refusalsByChannel(reader)).keys()],
    refusedUntil: () => refusedUntil(reader),
    dead: (id, now, error) =>
      write((tx) => settle(tx, id, { state: DELIVERY.of('dead'), due_at: now, last_error: bounded(error) })),
    redirect: (id, channel, now) => write((tx) => redirect(tx, id, channel, now)),
    async redirectAll(from, to, now) {
      if ((await redirectable(reader, from, to, now)).length === 0) return 0
      return write((tx) => redirectAll(tx, from, to, now))
    },
    clockSetBack: (now, byMs) => write((tx) => clockSetBack(tx, now, byMs)),
    counts: () => deliveryCounts(reader),
  }
}

async function sent(tx: Tx, message: number, now: number, receipt: SentReceipt): Promise<void> {
  await settle(tx, message, {
    ...{ state: DELIVERY.of('sent'), sent_at: now, due_at: now, refused_at: null },
    last_error: receipt.note === undefined ? null : bounded(receipt.note),
  })
  const row = await tx
    .updateTable('message')
    .set(reachedRung(receipt, now))
    .where('id', '=', message)
    .returning('channel')
    .executeTakeFirst()
  if (!row) return
  if (receipt.thread) await saveThread(tx, { channel: row.channel, ...receipt.thread })
  await clearRefusals(tx, row.channel, now)
}

/** The columns of a message that its service took at `now` (epoch ms). */
export function reachedRung({ rung = 'accepted', serviceId }: SentReceipt, now: number) {
  return { rung: RUNG.of(rung), reached_at: now, service_id: serviceId?.slice(0, ID_CHARACTERS) ?? null }
}

/** A delivery that was sent stays sent, even if another dispatcher still has a lease on it. */
async function settle(
  tx: Tx,
  message: number,
  values: { state: number; due_at: number; sent_at?: number; last_error: string | null; refused_at?: null },
): Promise<void> {
  await tx.updateTable('delivery').set(values).where('message', '=', message).where(isOpen()).execute()
}

async function postpone(tx: Tx, message: number, dueAt: number, why: string): Promise<void> {
  const waiting = { state: DELIVERY.of('pending'), due_at: dueAt, last_error: bounded(why) }
  await tx
    .updateTable('delivery')
    .set((eb) => ({ ...waiting, attempts: eb('attempts', '-', 1) }))
    .where('message', '=', message)
    .where(isOpen())
    .execute()
}

async function clockSetBack(tx: Tx, now: number, byMs: number): Promise<void> {
  const deliveries = tx.updateTable('delivery').set((eb) => ({ due_at: eb('due_at', '-', byMs) }))
  await deliveries.where(isOpen()).where('due_at', '>', now).execute()
  const holds = tx.updateTable('delivery').set((eb) => ({ hold_until: eb('hold_until', '-', byMs) }))
  await holds.where(isOpen()).where('hold_until', '>', now).execute()
  const messages = tx.updateTable('message').set((eb) => ({ tried_at: eb('tried_at', '-', byMs) }))
  await messages.where('tried_at', '>', now).execute()
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
  return { pending: of(DELIVERY.of('pending'), DELIVERY.of('sending')), dead: of(DELIVERY.of('dead')) }
}

function bounded(text: string): string {
  return text.slice(0, ERROR_CHARACTERS)
}
