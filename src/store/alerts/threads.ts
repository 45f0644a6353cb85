import type { Database, Tables, Tx } from '../schema/tables.ts'

/** Names the thread of an incident or notice in a channel; a new one replaces the old. */
export async function saveThread(
  tx: Tx,
  { channel, stream, id }: { readonly channel: string; readonly stream: string; readonly id: string },
): Promise<void> {
  await tx
    .insertInto('thread')
    .values({ channel, stream, service_id: id })
    .onConflict((conflict) => conflict.columns(['channel', 'stream']).doUpdateSet({ service_id: id }))
    .execute()
}

/** The threads of incidents and notices, by channel, then by stream. */
export async function readThreads(
  db: Database,
  streams: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const rows: readonly Tables['thread'][] =
    streams.length === 0 ? [] : await db.selectFrom('thread').selectAll().where('stream', 'in', streams).execute()
  const channels = new Map<string, Map<string, string>>()
  for (const { channel, stream, service_id } of rows) {
    const threads = channels.get(channel) ?? new Map<string, string>()
    channels.set(channel, threads.set(stream, service_id))
  }
  return channels
}
