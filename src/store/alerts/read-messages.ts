import type { ExpressionBuilder } from 'kysely'
import { defined, type MessageRecord, type MessagesQuery, type Rung } from '../../core/index.ts'
import { DELIVERY, RUNG } from '../schema/codes.ts'
import type { Database, Tables } from '../schema/tables.ts'

/** Messages with at least one attempt, the last tried first. */
export async function readMessages(
  db: Database,
  { from = 0, stream, limit }: MessagesQuery,
): Promise<readonly MessageRecord[]> {
  const messages = await db
    .selectFrom('message')
    .selectAll()
    .where('tried_at', '>=', from)
    .$if(stream !== undefined, (query) => query.where((eb) => isAbout(eb, stream ?? '')))
    .orderBy('tried_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  const records: MessageRecord[] = []
  for (const message of messages) {
    const parts = await partsOf(db, message.id)
    const [first] = parts
    if (first) records.push(recordOf(message, [first, ...parts.slice(1)]))
  }
  return records
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
  const [{ state, attempts, last_error }] = parts
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
    }),
  }
}

function partsOf(db: Database, message: number) {
  return db
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['alert.key', 'alert.stream', 'alert.at', 'delivery.state', 'delivery.attempts', 'delivery.last_error'])
    .where('delivery.message', '=', message)
    .orderBy('alert.id')
    .execute()
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
