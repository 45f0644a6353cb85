import type { ExpressionBuilder } from 'kysely'
import { type Alert, isEnd, isOngoing, practisedKind, streamOf } from '../../core/index.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { PlannedAlert } from '../schema/port.ts'
import type { Database, Tables, Tx } from '../schema/tables.ts'

/** Stores each alert once per key, with one pending delivery per channel. An alert that is stored already stays as it is. */
export async function saveAlerts(tx: Tx, alerts: readonly PlannedAlert[], now: number): Promise<void> {
  for (const { alert, channels } of alerts) {
    const audience = await audienceOf(tx, alert, channels)
    const inserted = await tx
      .insertInto('alert')
      .values({ key: alert.key, at: alert.at, body: JSON.stringify(alert), stream: streamOf(alert) })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!inserted) continue
    for (const channel of audience) await insertDelivery(tx, inserted.id, channel, now)
  }
}

/**
 * The channels of an alert. An end goes to the channels of the opening, also where that is not delivered yet; an update
 * goes to these and the routed ones. Without an opening, the routed ones.
 */
async function audienceOf(tx: Tx, alert: Alert, routed: readonly string[]): Promise<readonly string[]> {
  const isUpdate = isOngoing(alert) && practisedKind(alert) !== 'opened'
  if (!isUpdate && !isEnd(alert)) return routed
  const openedIn = await channelsOfOpening(tx, streamOf(alert))
  if (openedIn.length === 0) return routed
  return isEnd(alert) ? openedIn : [...new Set([...routed, ...openedIn])]
}

/** The channels of the newest opening of a stream, without those that gave it up. */
async function channelsOfOpening(tx: Tx, stream: string): Promise<readonly string[]> {
  const opening = await tx
    .selectFrom('alert')
    .select('id')
    .where((eb) => eb.or([eb('key', '=', `${stream}:opened`), within(eb, `${stream}:notice:`)]))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!opening) return []
  const rows = await tx
    .selectFrom('delivery')
    .select('channel')
    .where('alert', '=', opening.id)
    .where('state', '!=', DELIVERY.of('dead'))
    .orderBy('id')
    .execute()
  return rows.map(({ channel }) => channel)
}

/** When the last alert was planned whose key begins with `prefix`, which ends in a colon; epoch ms. */
export async function lastAlertAt(db: Database, prefix: `${string}:`): Promise<number | undefined> {
  const row = await db
    .selectFrom('alert')
    .select((eb) => eb.fn.max('at').as('at'))
    .where((eb) => within(eb, prefix))
    .executeTakeFirst()
  return row?.at ?? undefined
}

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

/** Keys that begin with `prefix`: the character after its colon ends the range, so that the index on the key answers. */
function within(eb: ExpressionBuilder<Tables, 'alert'>, prefix: `${string}:`) {
  return eb.and([eb('key', '>=', prefix), eb('key', '<', `${prefix.slice(0, -1)};`)])
}

/** Does nothing where the alert goes to the channel already. */
export async function insertDelivery(db: Database, alert: number, channel: string, dueAt: number): Promise<void> {
  await db
    .insertInto('delivery')
    .values({ alert, channel, state: DELIVERY.of('pending'), due_at: dueAt, sent_at: null, last_error: null })
    .onConflict((conflict) => conflict.columns(['alert', 'channel']).doNothing())
    .execute()
}
