import { type Alert, isEnd } from '../../core/index.ts'
import { readInChunks } from '../schema/chunks.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** What channels have of some streams. */
interface NewestAlerts {
  /** Whether a channel has this alert or a newer one of its stream, or is to get it: an older one would come last. */
  has(alert: number, channel: string): boolean
}

/** Reads what channels have of the streams of these alerts. */
export async function newestIn(db: Database, alerts: readonly number[]): Promise<NewestAlerts> {
  const rows = await readInChunks(alerts, (chunk) =>
    db
      .selectFrom('alert as older')
      .innerJoin('alert as newer', 'newer.stream', 'older.stream')
      .innerJoin('delivery', 'delivery.alert', 'newer.id')
      .select(['older.id', 'delivery.channel'])
      .distinct()
      .where('older.id', 'in', chunk)
      .whereRef('newer.id', '>=', 'older.id')
      .where((eb) => eb.or([eb('delivery.state', '!=', DELIVERY.of('dead')), eb('newer.id', '=', eb.ref('older.id'))]))
      .execute(),
  )
  const existing = new Set(rows.map(({ id, channel }) => `${id} ${channel}`))
  return { has: (alert, channel) => existing.has(`${alert} ${channel}`) }
}

/** The ends that were planned after these alerts and are the last of their streams. */
export async function endsAfter(tx: Tx, alerts: readonly number[]): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom('alert as older')
    .innerJoin('alert as newer', 'newer.stream', 'older.stream')
    .select(['newer.id', 'newer.stream', 'newer.body'])
    .distinct()
    .where('older.id', 'in', alerts)
    .whereRef('newer.id', '>', 'older.id')
    .orderBy('newer.id')
    .execute()
  const last = new Map(rows.map((row) => [row.stream, row]))
  return [...last.values()].filter(({ body }) => isEnd(JSON.parse(body) as Alert)).map(({ id }) => id)
}
