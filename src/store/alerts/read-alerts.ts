import type { Selectable } from 'kysely'
import { type Alert, type AlertQuery, type AlertRecord, type Delivery, defined } from '../../core/index.ts'
import { readInChunks } from '../schema/chunks.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { Database, Tables } from '../schema/tables.ts'
import { rungOf } from './read-messages.ts'

/** Alerts with their deliveries, newest first. */
export async function readAlerts(
  db: Database,
  { from = 0, to, stream, keys, limit }: AlertQuery,
): Promise<readonly AlertRecord[]> {
  const rows = await db
    .selectFrom('alert')
    .select(['id', 'body'])
    .where('at', '>=', from)
    .$if(to !== undefined, (query) => query.where('at', '<', to ?? 0))
    .$if(stream !== undefined, (query) => query.where('stream', '=', stream ?? ''))
    .$if(keys !== undefined, (query) => query.where('key', 'in', keys ?? []))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  const deliveries = await deliveriesByAlert(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map(({ id, body }) => {
    const alert = JSON.parse(body) as Alert
    return { ...alert, deliveries: (deliveries.get(id) ?? []).map((row) => deliveryOf(row, alert.key)) }
  })
}

async function deliveriesByAlert(
  db: Database,
  alerts: readonly number[],
): Promise<ReadonlyMap<number, readonly DeliveryRow[]>> {
  const rows = await readInChunks(alerts, (chunk) =>
    db
      .selectFrom('delivery')
      .leftJoin('message', 'message.id', 'delivery.message')
      .selectAll('delivery')
      .select(['message.key as messageKey', 'message.rung', 'message.reached_at', 'message.service_id'])
      .where('alert', 'in', chunk)
      .orderBy('delivery.id')
      .execute(),
  )
  const byAlert = new Map<number, DeliveryRow[]>()
  for (const row of rows) {
    const others = byAlert.get(row.alert)
    if (others) others.push(row)
    else byAlert.set(row.alert, [row])
  }
  return byAlert
}

type DeliveryRow = Selectable<Tables['delivery']> & {
  readonly messageKey: string | null
  readonly rung: number | null
  readonly reached_at: number | null
  readonly service_id: string | null
}

function deliveryOf(row: DeliveryRow, alertKey: string): Delivery {
  return {
    id: row.id,
    alertKey,
    channel: row.channel,
    state: DELIVERY.word(row.state),
    attempts: row.attempts,
    dueAt: row.due_at,
    ...defined({
      message: row.messageKey ?? undefined,
      rung: row.messageKey === null ? undefined : rungOf(row.rung),
      reachedAt: row.reached_at ?? undefined,
      serviceId: row.service_id ?? undefined,
      sentAt: row.sent_at ?? undefined,
      holdUntil: row.hold_until ?? undefined,
      refusedAt: row.refused_at ?? undefined,
      lastError: row.last_error ?? undefined,
    }),
  }
}
