import type { ExpressionBuilder } from 'kysely'
import { type Alert, type ConfiguredChannel, isEnd, NO_SUCH_CHANNEL } from '../../core/index.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { Database, Tables, Tx } from '../schema/tables.ts'
import { isOpen } from './lease.ts'
import { lastSent } from './recipients.ts'
import { sendFirstAgain } from './save-alerts.ts'
import { openingOf, within } from './streams.ts'

/** Whether any delivery waits or was handed over. Takes no lock. */
export async function needsFollowing(reader: Database): Promise<boolean> {
  const any = await reader
    .selectFrom('delivery')
    .select('id')
    .where((eb) => eb.or([isOpen(), handedOver(eb)]))
    .limit(1)
    .execute()
  return any.length > 0
}

/** See `Outbox.followConfig`. @param now epoch ms */
export async function followConfig(tx: Tx, channels: readonly ConfiguredChannel[], now: number): Promise<void> {
  for (const { name, address } of channels) {
    await restoreEnds(tx, name, now)
    if (address !== undefined) await repeatOpenings(tx, { name, address }, now)
  }
}

function handedOver(eb: ExpressionBuilder<Tables, 'delivery'>) {
  return eb.and([
    eb('delivery.state', '=', DELIVERY.of('dead')),
    eb('delivery.last_error', 'like', `${NO_SUCH_CHANNEL}%`),
  ])
}

/** The ends that were handed over wait again, where the channel knows of the incident and got nothing newer of it. */
async function restoreEnds(tx: Tx, channel: string, now: number): Promise<void> {
  const rows = await tx
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['delivery.id', 'delivery.alert', 'alert.stream', 'alert.body'])
    .where('delivery.channel', '=', channel)
    .where(handedOver)
    .execute()
  for (const { id, alert, stream } of rows.filter(({ body }) => isEnd(JSON.parse(body) as Alert))) {
    const others = await currentAlerts(tx, channel, stream)
    if (others.length === 0 || others.some((other) => other > alert)) continue
    const waiting = {
      state: DELIVERY.of('pending'),
      attempts: 0,
      message: null,
      last_error: null,
      hold_until: null,
      refused_at: null,
    }
    await tx
      .updateTable('delivery')
      .set({ ...waiting, due_at: now })
      .where('id', '=', id)
      .execute()
  }
}

/** The alerts of a stream that a channel got since its newest opening, or is still to get. */
async function currentAlerts(tx: Tx, channel: string, stream: string): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select('alert.id')
    .where((eb) => within(eb, `${stream}:`))
    .where('alert.id', '>=', await openingOf(tx, stream))
    .where('delivery.channel', '=', channel)
    .where('delivery.state', '!=', DELIVERY.of('dead'))
    .execute()
  return rows.map(({ id }) => id)
}

/** What waits for a channel goes to its new address together with the first alert of its stream. */
async function repeatOpenings(tx: Tx, { name, address }: Required<ConfiguredChannel>, now: number): Promise<void> {
  const open = tx
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select('alert.stream')
    .where('delivery.channel', '=', name)
    .where(isOpen())
  const rows = await tx
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['alert.id', 'alert.stream', 'delivery.state', 'delivery.address', 'delivery.sent_at'])
    .where('delivery.channel', '=', name)
    .where('alert.stream', 'in', open)
    .where('delivery.state', '!=', DELIVERY.of('dead'))
    .orderBy('alert.id')
    .execute()
  for (const stream of new Set(rows.map((row) => row.stream))) {
    const deliveries = rows.filter((row) => row.stream === stream)
    const isSent = ({ state }: { readonly state: number }) => state === DELIVERY.of('sent')
    const newest = lastSent(deliveries.filter((delivery) => isSent(delivery) && delivery.address !== null))
    if (newest === undefined || newest.address === address) continue
    // An older alert that waits is the first one: it is repeated already.
    if (deliveries.some((delivery) => !isSent(delivery) && delivery.id < newest.id)) continue
    await regroup(tx, { name, stream }, now)
    await sendFirstAgain(tx, stream, name, now)
  }
}

/** What was tried at the old address becomes part of a new message: an unsent message would go before the first alert. */
async function regroup(tx: Tx, { name, stream }: { name: string; stream: string }, now: number): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ message: null, state: DELIVERY.of('pending'), due_at: now })
    .where('channel', '=', name)
    .where(isOpen())
    .where('message', 'is not', null)
    .where('alert', 'in', (eb) => eb.selectFrom('alert').select('id').where('stream', '=', stream))
    .execute()
}
