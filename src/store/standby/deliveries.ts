import type { Selectable } from 'kysely'
import { saveThread } from '../alerts/threads.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { Database, Tables, Tx } from '../schema/tables.ts'

/** Key and channel of a delivery. Its id differs between the two databases. */
interface DeliveryName {
  readonly key: string
  readonly channel: string
}

/** The columns of a delivery that sending changes. */
export interface DeliveryOutcome {
  readonly state: number
  readonly attempts: number
  /** Epoch ms. */
  readonly dueAt: number
  /** Epoch ms. */
  readonly sentAt: number | null
  readonly lastError: string | null
  /** When its channel first refused it, epoch ms; null if it did not. */
  readonly refusedAt: number | null
  /** The message that carries it; null before its first attempt. */
  readonly message: MessageName | null
  /** How it is routed; absent where that does not change. */
  readonly routed?: Pick<Selectable<Tables['delivery']>, 'hold_until' | 'takeover' | 'address'>
}

interface MessageName {
  readonly key: string
  /** Epoch ms. */
  readonly triedAt: number
  /** How far it got; absent while no attempt succeeded. */
  readonly reached?: ReachedRung
}

/** The columns of a message that its service took. */
interface ReachedRung {
  readonly rung: number | null
  readonly reached_at: number | null
  readonly service_id: string | null
}

/** Copies the deliveries of the standby to the database. Deliveries that are being sent keep their lease. */
export async function mergeDeliveries(standby: Database, tx: Tx): Promise<void> {
  const rows = await standby
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .leftJoin('message', 'message.id', 'delivery.message')
    .select(['alert.key', 'delivery.channel', 'delivery.state', 'delivery.attempts'])
    .select(['delivery.due_at', 'delivery.sent_at', 'delivery.last_error', 'delivery.refused_at'])
    .select([
      'message.key as messageKey',
      'message.tried_at',
      'message.rung',
      'message.reached_at',
      'message.service_id',
    ])
    .select(['delivery.hold_until', 'delivery.takeover', 'delivery.address'])
    .orderBy('delivery.id')
    .execute()
  for (const { key, channel, state, attempts, messageKey, ...row } of rows) {
    await settleDelivery(
      tx,
      { key, channel },
      {
        ...{
          state,
          attempts,
          dueAt: row.due_at,
          sentAt: row.sent_at,
          lastError: row.last_error,
          refusedAt: row.refused_at,
        },
        message: messageKey === null ? null : { key: messageKey, triedAt: row.tried_at ?? 0, reached: reachedOf(row) },
        routed: { hold_until: row.hold_until, takeover: row.takeover, address: row.address },
      },
    )
  }
}

/** Copies the threads and refused attempts of the standby to the database. */
export async function mergeChannelNotes(standby: Database, tx: Tx): Promise<void> {
  for (const { channel, stream, service_id } of await standby.selectFrom('thread').selectAll().execute()) {
    await saveThread(tx, { channel, stream, id: service_id })
  }
  const attempts = await standby.selectFrom('refused_attempt').selectAll().execute()
  if (attempts.length === 0) return
  await tx
    .insertInto('refused_attempt')
    .values(attempts)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function reachedOf({ rung, reached_at, service_id }: ReachedRung): ReachedRung {
  return { rung, reached_at, service_id }
}

/**
 * Writes a delivery by its name. A stored delivery that was sent stays sent.
 * @param onlyNew changes no stored delivery
 */
export async function settleDelivery(
  tx: Tx,
  { key, channel }: DeliveryName,
  { state, attempts, dueAt, sentAt, lastError, refusedAt, message, routed }: DeliveryOutcome,
  onlyNew = false,
): Promise<void> {
  const alert = await tx.selectFrom('alert').select('id').where('key', '=', key).executeTakeFirst()
  if (!alert) return
  const messageId = message === null ? null : await messageIdOf(tx, channel, message)
  const times = { due_at: dueAt, sent_at: sentAt, refused_at: refusedAt }
  const columns = { state, attempts, last_error: lastError, message: messageId, ...times, ...routed }
  await tx
    .insertInto('delivery')
    .values({ alert: alert.id, channel, ...columns })
    .onConflict((conflict) => {
      const stored = conflict.columns(['alert', 'channel'])
      return onlyNew
        ? stored.doNothing()
        : stored.doUpdateSet(columns).where('delivery.state', '!=', DELIVERY.of('sent'))
    })
    .execute()
}

async function messageIdOf(tx: Tx, channel: string, { key, triedAt, reached }: MessageName): Promise<number> {
  const { id } = await tx
    .insertInto('message')
    .values({ channel, key, tried_at: triedAt, ...reached })
    .onConflict((conflict) => conflict.columns(['channel', 'key']).doUpdateSet({ tried_at: triedAt, ...reached }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
