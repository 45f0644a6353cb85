import type { ExpressionBuilder } from 'kysely'
import { type ChannelReach, defined, type MessageRecord, type MessagesQuery, type Rung } from '../../core/index.ts'
import { readInChunks } from '../schema/chunks.ts'
import { DELIVERY, RUNG } from '../schema/codes.ts'
import type { Database, Tables } from '../schema/tables.ts'

/** Messages with at least one attempt, the last tried first. */
export async function readMessages(
  db: Database,
  { from = 0, stream, channel, offset = 0, limit }: MessagesQuery,
): Promise<readonly MessageRecord[]> {
  const messages = await db
    .selectFrom('message')
    .selectAll()
    .where('tried_at', '>=', from)
    .$if(stream !== undefined, (query) => query.where((eb) => isAbout(eb, stream ?? '')))
    .$if(channel !== undefined, (query) => query.where('channel', '=', channel ?? ''))
    .orderBy('tried_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const ids = messages.map(({ id }) => id)
  const parts = new Map<number | null, Part[]>()
  for (const part of await readInChunks(ids, (chunk) => partsOf(db, chunk))) {
    parts.set(part.message, [...(parts.get(part.message) ?? []), part])
  }
  return messages.flatMap((message) => {
    const [first, ...others] = parts.get(message.id) ?? []
    return first ? [recordOf(message, [first, ...others])] : []
  })
}

/** How far a message got: a service that never confirmed it was only sent it. */
export function rungOf(code: number | null): Rung {
  return code === null ? 'sent' : RUNG.word(code)
}

type MessageRow = Omit<Tables['message'], 'id' | 'rung' | 'reached_at' | 'service_id'> & {
  readonly rung: number | null
  readonly reached_at: number | null
  readonly service_id: string | null
}

type Part = Awaited<ReturnType<typeof partsOf>>[number]

function recordOf(message: MessageRow, parts: readonly [Part, ...Part[]]): MessageRecord {
  const [{ state, attempts, last_error, due_at, refused_at }] = parts
  const isWaiting = DELIVERY.word(state) === 'pending'
  return {
    channel: message.channel,
    key: message.key,
    alertKeys: parts.map(({ key }) => key),
    streams: [...new Set(parts.map(({ stream }) => stream))],
    state: DELIVERY.word(state),
    rung: rungOf(message.rung),
    at: Math.min(...parts.map(({ at }) => at)),
    triedAt: message.tried_at,
    attempts,
    ...defined({
      reachedAt: message.reached_at ?? undefined,
      serviceId: message.service_id ?? undefined,
      lastError: last_error ?? undefined,
      dueAt: isWaiting ? due_at : undefined,
      refusedAt: isWaiting ? (refused_at ?? undefined) : undefined,
    }),
  }
}

function partsOf(db: Database, messages: readonly number[]) {
  return db
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['alert.key', 'alert.stream', 'alert.at', 'delivery.state', 'delivery.attempts', 'delivery.last_error'])
    .select(['delivery.message', 'delivery.due_at', 'delivery.refused_at'])
    .where('delivery.message', 'in', messages)
    .orderBy('alert.id')
    .execute()
}

/** When messages of each channel last reached a rung. */
export async function readChannelReach(db: Database): Promise<readonly ChannelReach[]> {
  const rows = await db
    .selectFrom('message')
    .select(['channel', 'rung', (eb) => eb.fn.max('reached_at').as('at')])
    .where('reached_at', 'is not', null)
    .groupBy(['channel', 'rung'])
    .orderBy('channel')
    .execute()
  const channels = new Map<string, { accepted?: number; visible?: number }>()
  for (const { channel, rung, at } of rows) {
    const reach = channels.get(channel) ?? {}
    channels.set(channel, { ...reach, [rungOf(rung)]: Number(at) })
  }
  return [...channels].map(([channel, { accepted = 0, visible = 0 }]) => ({
    channel,
    // What is visible was accepted as well.
    ...(accepted + visible > 0 ? { accepted: Math.max(accepted, visible) } : {}),
    ...(visible > 0 ? { visible } : {}),
  }))
}

function isAbout(eb: ExpressionBuilder<Tables, 'message'>, stream: string) {
  return eb(
    'message.id',
    'in',
    eb
      .selectFrom('delivery')
      .innerJoin('alert', 'alert.id', 'delivery.alert')
      .select('delivery.message')
      .where('alert.stream', '=', stream)
      .where('delivery.message', 'is not', null)
      .$castTo<{ message: number }>(),
  )
}
