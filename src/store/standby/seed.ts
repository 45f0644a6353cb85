import { DAY, RECENT_MESSAGES_MS } from '../../core/index.ts'
import { readInChunks } from '../schema/chunks.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { Database, Tables } from '../schema/tables.ts'

/** Rows written by one statement; SQLite allows some 32,000 values in it. */
const ROWS_PER_INSERT = 200
/** Alerts that a running incident or notice may refer to, and incidents that may be reopened. */
const LOOK_BACK_MS = 30 * DAY

/**
 * Copies what judge and alerts need from a database that can be read, but not written, into an empty one: states, open
 * incidents and notices, the judge's memory, and alerts that wait. Runs stay behind. Ids stay the same.
 * @param now epoch ms
 */
export async function seed(from: Database, into: Database, now: number): Promise<void> {
  const copy = async (table: keyof Tables, rows: readonly object[]) => {
    for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
      await into
        .insertInto(table)
        .values(rows.slice(at, at + ROWS_PER_INSERT) as never)
        .execute()
    }
  }
  for (const table of ['name', 'probe', 'surface', 'judge_memory', 'quiet_window', 'witness'] as const) {
    await copy(table, await from.selectFrom(table).selectAll().execute())
  }
  const since = now - LOOK_BACK_MS
  const incidents = await from
    .selectFrom('incident')
    .selectAll()
    .where((eb) => eb.or([eb('resolved_at', 'is', null), eb('resolved_at', '>', since)]))
    .execute()
  await copy('incident', incidents)
  const ids = incidents.map(({ id }) => id)
  // With all that is shown of an incident: its row here replaces that of the database.
  for (const table of ['incident_entry', 'incident_note'] as const) {
    const parts = (chunk: readonly number[]) =>
      from.selectFrom(table).selectAll().where('incident', 'in', chunk).orderBy('id').execute()
    await copy(table, await readInChunks<object>(ids, parts))
  }
  const open = from.selectFrom('incident').select('id').where('resolved_at', 'is', null)
  await copy(
    'acknowledgement',
    await from.selectFrom('acknowledgement').selectAll().where('incident', 'in', open).execute(),
  )
  await copy('ack_token', await from.selectFrom('ack_token').selectAll().where('incident', 'in', open).execute())
  await copy('outage_plan', await plansOfOpen(from))
  await copy('notice', await from.selectFrom('notice').selectAll().where('closed_at', 'is', null).execute())
  const deliveries = await deliveriesFor(from)
  const sent = deliveries.map(({ alert }) => alert)
  const alerts = from.selectFrom('alert').selectAll()
  await copy('alert', await alerts.where((eb) => eb.or([eb('at', '>', since), eb('id', 'in', sent)])).execute())
  await copy('message', await messagesFor(from, deliveries, now))
  await copy('delivery', deliveries)
  await copy('refused_attempt', await from.selectFrom('refused_attempt').selectAll().execute())
  await copy('thread', await threadsOfOpen(from))
}

/** Those that wait, and those of incidents and notices that are not over: their end goes where their opening went. */
function deliveriesFor(from: Database) {
  const open = from.selectFrom('incident').select('name').where('resolved_at', 'is', null)
  const notices = from.selectFrom('notice').select('key').where('closed_at', 'is', null)
  const current = from
    .selectFrom('alert')
    .select('id')
    .where((eb) => eb.or([eb('stream', 'in', open), eb('stream', 'in', notices)]))
  return from
    .selectFrom('delivery')
    .selectAll()
    .where((eb) =>
      eb.or([eb('state', 'in', [DELIVERY.of('pending'), DELIVERY.of('sending')]), eb('alert', 'in', current)]),
    )
    .execute()
}

/** Alerts on an open incident say what it costs. */
function plansOfOpen(from: Database): Promise<readonly object[]> {
  const open = from.selectFrom('incident').select('name').where('resolved_at', 'is', null)
  return from.selectFrom('outage_plan').selectAll().where('subject', 'in', open).execute()
}

/** The end of an incident or notice goes into the thread of its opening. */
function threadsOfOpen(from: Database): Promise<readonly object[]> {
  const open = from.selectFrom('incident').select('name').where('resolved_at', 'is', null)
  const notices = from.selectFrom('notice').select('key').where('closed_at', 'is', null)
  return from
    .selectFrom('thread')
    .selectAll()
    .where((eb) => eb.or([eb('stream', 'in', open), eb('stream', 'in', notices)]))
    .execute()
}

/** Those of the deliveries, and the recent ones: they limit what is sent next. */
async function messagesFor(
  from: Database,
  deliveries: readonly { readonly message: number | null }[],
  now: number,
): Promise<readonly object[]> {
  const ids = deliveries.flatMap(({ message }) => message ?? [])
  const recent = now - RECENT_MESSAGES_MS
  return from
    .selectFrom('message')
    .selectAll()
    .where((eb) => eb.or([eb('tried_at', '>', recent), eb('id', 'in', ids)]))
    .execute()
}
