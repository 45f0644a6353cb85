import type { Alert, AlertRecord, Delivery } from '../../core/index.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { Database, Tables } from '../schema/tables.ts'

/** Alerts with their deliveries, newest first. */
export async function readAlerts(
  db: Database,
  query: { readonly from?: number; readonly limit: number },
): Promise<readonly AlertRecord[]> {
  const rows = await db
    .selectFrom('alert')
    .selectAll()
    .where('at', '>=', query.from ?? 0)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit)
    .execute()
  const records: AlertRecord[] = []
  for (const row of rows) {
    const alert = JSON.parse(row.body) as Alert
    records.push({ ...alert, deliveries: await deliveriesOf(db, row.id, alert.key) })
  }
  return records
}

async function deliveriesOf(db: Database, alert: number, alertKey: string): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('delivery')
    .leftJoin('message', 'message.id', 'delivery.message')
    .selectAll('delivery')
    .select('message.key as messageKey')
    .where('alert', '=', alert)
    .orderBy('delivery.id')
    .execute()
  return rows.map((row) => deliveryOf(row, alertKey))
}

type DeliveryRow = Omit<Tables['delivery'], 'id' | 'attempts' | 'message' | 'refused_at'> & {
  readonly id: number
  readonly attempts: number
  readonly messageKey: string | null
}

function deliveryOf(row: DeliveryRow, alertKey: string): Delivery {
  return {
    id: row.id,
    alertKey,
    channel: row.channel,
    ...(row.messageKey === null ? {} : { message: row.messageKey }),
    state: DELIVERY.word(row.state),
    attempts: row.attempts,
    dueAt: row.due_at,
    ...(row.sent_at === null ? {} : { sentAt: row.sent_at }),
    ...(row.last_error === null ? {} : { lastError: row.last_error }),
  }
}
