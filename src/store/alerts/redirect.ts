import { type Alert, isEnd, MonitorError } from '../../core/index.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { Database, Tx } from '../schema/tables.ts'
import { isNotHeld, isOpen } from './lease.ts'
import { endsAfter, newestIn } from './newest.ts'
import { redirectAlert } from './save-alerts.ts'
import { openingOf } from './streams.ts'

/** See `Outbox.redirect`. @param now epoch ms */
export async function redirect(tx: Tx, message: number, channel: string, now: number): Promise<void> {
  const alerts = await alertsOf(tx, message)
  const newest = await newestIn(
    tx,
    alerts.map(({ id }) => id),
  )
  const missing = alerts.filter(({ id }) => !newest.has(id, channel))
  const added: number[] = []
  for (const alert of missing) {
    const isAlone = missing.every((other) => other === alert || other.stream !== alert.stream)
    added.push(...(alert.isEnd && isAlone ? await loneEnd(tx, alert, channel) : [alert.id]))
  }
  // A channel that gets an alert of an incident that has ended since gets its end as well.
  const ends = added.length === 0 ? [] : await endsAfter(tx, added)
  for (const id of new Set([...added, ...ends])) await redirectAlert(tx, id, { channel }, now)
}

interface RedirectedAlert {
  readonly id: number
  readonly stream: string
  readonly isEnd: boolean
  /** The channel it waited for. */
  readonly from: string
}

async function alertsOf(tx: Tx, message: number): Promise<readonly RedirectedAlert[]> {
  const rows = await tx
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['alert.id', 'alert.stream', 'alert.body', 'delivery.channel as from'])
    .where('delivery.message', '=', message)
    .orderBy('alert.id')
    .execute()
  if (rows.length === 0) throw new MonitorError('unknown_delivery', `there is no message ${message}`)
  return rows.map(({ body, ...row }) => ({ ...row, isEnd: isEnd(JSON.parse(body) as Alert) }))
}

/**
 * What a channel gets of an end: the end, where it has alerts of the incident; nothing, where another channel reports the
 * end; else the opening as well, because an end alone says nothing.
 */
async function loneEnd(tx: Tx, { id, stream, from }: RedirectedAlert, channel: string): Promise<readonly number[]> {
  const opening = await openingOf(tx, stream)
  const rows = await tx
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['alert.id', 'delivery.channel', 'delivery.refused_at'])
    .where('alert.stream', '=', stream)
    .where('alert.id', '>=', opening)
    .where('delivery.state', '!=', DELIVERY.of('dead'))
    .execute()
  if (rows.some((row) => row.channel === channel)) return [id]
  const isReported = rows.some((row) => row.id === id && row.channel !== from && row.refused_at === null)
  if (isReported) return []
  return opening === 0 ? [id] : [opening, id]
}

/** See `Outbox.redirectAll`. @param now epoch ms */
export async function redirectAll(tx: Tx, from: string, to: string | undefined, now: number): Promise<number> {
  let count = 0
  for (const { alert, channel, isNamed } of await redirectable(tx, from, to, now)) {
    const alerts = [...(await missingOpening(tx, alert, channel)), alert]
    for (const id of alerts) await redirectAlert(tx, id, { channel, ...(isNamed ? { takeover: [] } : {}) }, now)
    count += alerts.length
  }
  return count
}

/** The opening that goes with an end to a channel that has nothing of the incident; an end alone says nothing. */
async function missingOpening(tx: Tx, id: number, channel: string): Promise<readonly number[]> {
  const alert = await tx.selectFrom('alert').select(['stream', 'body']).where('id', '=', id).executeTakeFirstOrThrow()
  if (!isEnd(JSON.parse(alert.body) as Alert)) return []
  const opening = await openingOf(tx, alert.stream)
  const existing = await tx
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select('delivery.id')
    .where('alert.stream', '=', alert.stream)
    .where('alert.id', '>=', opening)
    .where('delivery.channel', '=', channel)
    .where('delivery.state', '!=', DELIVERY.of('dead'))
    .limit(1)
    .execute()
  return opening === 0 || existing.length > 0 ? [] : [opening]
}

/** What is not sent through `from` yet and not held, with each channel that takes over and has nothing as new of its stream. */
export async function redirectable(
  db: Database,
  from: string,
  to: string | undefined,
  now: number,
): Promise<readonly { readonly alert: number; readonly channel: string; readonly isNamed: boolean }[]> {
  const rows = await db
    .selectFrom('delivery')
    .select(['alert', 'takeover'])
    .where('channel', '=', from)
    .where(isOpen())
    .where(isNotHeld(now))
    .orderBy('alert')
    .execute()
  const newest = await newestIn(
    db,
    rows.map(({ alert }) => alert),
  )
  return rows
    .flatMap(({ alert, takeover }) => takersOf(takeover, to).map((taker) => ({ alert, ...taker })))
    .filter(({ alert, channel }) => !newest.has(alert, channel))
}

/** The channels that the route names, else `to`. A channel that took over itself has an empty list. */
function takersOf(
  takeover: string | null,
  to: string | undefined,
): readonly { readonly channel: string; readonly isNamed: boolean }[] {
  const named = takeover === null ? [] : (JSON.parse(takeover) as readonly string[])
  if (named.length > 0) return named.map((channel) => ({ channel, isNamed: true }))
  return to === undefined ? [] : [{ channel: to, isNamed: false }]
}
