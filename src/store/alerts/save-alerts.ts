import { type Alert, isEnd, isUpdate, type PlannedAlert, streamOf } from '../../core/index.ts'
import { DELIVERY } from '../schema/codes.ts'
import { type NewRow, prepared } from '../schema/prepared.ts'
import type { Database, Tx } from '../schema/tables.ts'
import { isOpen } from './lease.ts'
import { between, type KeyRange, openingOf, rangeOf, within } from './streams.ts'

/** Stores each alert once per key, with one delivery per channel. An alert that is stored already stays as it is. */
export async function saveAlerts(tx: Tx, alerts: readonly PlannedAlert[], now: number): Promise<void> {
  for (const planned of alerts) {
    const { alert } = planned
    const [inserted] = await insertAlert(tx, {
      ...{ key: alert.key, at: alert.at, body: JSON.stringify(alert), stream: streamOf(alert) },
      is_update: isUpdate(alert) ? 1 : 0,
    })
    if (inserted) await saveDeliveries(tx, inserted.id, planned, now)
  }
}

const insertAlert = prepared<NewRow<'alert'>, { id: number }>((tx, { key, at, body, stream, is_update }) =>
  tx
    .insertInto('alert')
    .values({ key, at, body, stream, is_update })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id'),
)

async function saveDeliveries(tx: Tx, alert: number, planned: PlannedAlert, now: number): Promise<void> {
  const { channels, holds = {}, takeover = {}, resend = [] } = planned
  const stream = streamOf(planned.alert)
  if (isEnd(planned.alert)) await endTakeovers(tx, stream)
  for (const channel of channels) {
    const values = { holdUntil: holds[channel], takeover: takeover[channel] }
    await insertDelivery(tx, alert, channel, now, values)
    if (holds[channel] === undefined) await release(tx, stream, channel, now)
    if (resend.includes(channel)) await sendFirstAgain(tx, stream, channel, now)
  }
}

/** Nothing escalates once an incident is over: what waits of it goes to the next fallback at most. */
async function endTakeovers(tx: Tx, stream: string): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ takeover: null })
    .where(isOpen())
    .where('takeover', 'is not', null)
    .where('alert', 'in', (eb) =>
      eb
        .selectFrom('alert')
        .select('id')
        .where((alert) => within(alert, `${stream}:`)),
    )
    .execute()
}

/** Does nothing where the alert goes to the channel already. */
async function insertDelivery(
  tx: Tx,
  alert: number,
  channel: string,
  dueAt: number,
  {
    holdUntil,
    takeover,
  }: { readonly holdUntil?: number | undefined; readonly takeover?: readonly string[] | undefined } = {},
): Promise<void> {
  const takeoverJson = takeover === undefined ? null : JSON.stringify(takeover)
  await addDelivery(tx, { alert, channel, due_at: dueAt, hold_until: holdUntil ?? null, takeover: takeoverJson })
}

const addDelivery = prepared<Pick<NewRow<'delivery'>, 'alert' | 'channel' | 'due_at' | 'hold_until' | 'takeover'>>(
  (tx, { alert, channel, due_at, hold_until, takeover }) => {
    const unsent = { state: DELIVERY.of('pending'), sent_at: null, last_error: null }
    return tx
      .insertInto('delivery')
      .values({ alert, channel, due_at, hold_until, takeover, ...unsent })
      .onConflict((conflict) => conflict.columns(['alert', 'channel']).doNothing())
  },
)

/** Sends an alert through one more channel, together with what that holds of the alert's stream. */
export async function redirectAlert(
  tx: Tx,
  alert: number,
  { channel, takeover }: { readonly channel: string; readonly takeover?: readonly string[] },
  now: number,
): Promise<void> {
  await insertDelivery(tx, alert, channel, now, { takeover })
  const { stream } = await tx.selectFrom('alert').select('stream').where('id', '=', alert).executeTakeFirstOrThrow()
  await release(tx, stream, channel, now)
}

/** What a channel holds of a stream is due at `now`. */
async function release(tx: Tx, stream: string, channel: string, now: number): Promise<void> {
  await releaseHeld(tx, { channel, now, ...rangeOf(`${stream}:`) })
}

const releaseHeld = prepared<KeyRange & { readonly channel: string; readonly now: number }>(
  (tx, { channel, now, from, before }) =>
    tx
      .updateTable('delivery')
      .set({ hold_until: null, due_at: now })
      .where('channel', '=', channel)
      .where('state', '=', DELIVERY.of('pending'))
      .where('hold_until', '>', now)
      .where('alert', 'in', (eb) =>
        eb
          .selectFrom('alert')
          .select('id')
          .where((alert) => between(alert, { from, before })),
      ),
)

/** The first alert that a channel got of a stream waits for it again. */
export async function sendFirstAgain(tx: Tx, stream: string, channel: string, now: number): Promise<void> {
  const first = await tx
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select('delivery.id')
    .where((eb) => within(eb, `${stream}:`))
    .where('alert.id', '>=', await openingOf(tx, stream))
    .where('delivery.channel', '=', channel)
    .where('delivery.state', '=', DELIVERY.of('sent'))
    .orderBy('alert.id')
    .limit(1)
    .executeTakeFirst()
  if (!first) return
  const unsent = { state: DELIVERY.of('pending'), attempts: 0, sent_at: null, message: null, hold_until: null }
  // Where the new address refuses it, it goes where the alerts go that it accompanies.
  const routed = { ...unsent, takeover: null }
  await tx
    .updateTable('delivery')
    .set({ ...routed, due_at: now })
    .where('id', '=', first.id)
    .execute()
  // A thread is in the place of the old address.
  await tx.deleteFrom('thread').where('channel', '=', channel).where('stream', '=', stream).execute()
}

/** When the last alert was planned whose key begins with `prefix`, which ends in a colon; epoch ms. */
export async function lastAlertAt(tx: Tx, prefix: `${string}:`): Promise<number | undefined> {
  const [row] = await newestAlert(tx, rangeOf(prefix))
  return row?.at ?? undefined
}

const newestAlert = prepared<KeyRange, { at: number | null }>((tx, range) =>
  tx
    .selectFrom('alert')
    .select((eb) => eb.fn.max('at').as('at'))
    .where((eb) => between(eb, { from: range.from, before: range.before })),
)

/** The headline of the newest alert whose key begins with `prefix`, which ends in a colon. */
export async function lastHeadline(db: Database, prefix: `${string}:`): Promise<string | undefined> {
  const row = await db
    .selectFrom('alert')
    .select('body')
    .where((eb) => within(eb, prefix))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && (JSON.parse(row.body) as Alert).headline
}

/** The alerts of a stream, in the order they were planned. */
export async function alertsOf(db: Database, stream: string): Promise<readonly Alert[]> {
  const rows = await db
    .selectFrom('alert')
    .select('body')
    .where((eb) => within(eb, `${stream}:`))
    .orderBy('id')
    .execute()
  return rows.map(({ body }) => JSON.parse(body) as Alert)
}
