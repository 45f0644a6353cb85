import { type Acknowledgement, type AckToken, acknowledgementText, defined } from '../../core/index.ts'
import { readInChunks } from '../schema/chunks.ts'
import { ACK_SOURCE, TIMELINE } from '../schema/codes.ts'
import type { Database, Tables, Tx } from '../schema/tables.ts'

/** The acknowledgement in effect of an incident, by its name. */
export async function readAcknowledgement(db: Database, incident: string): Promise<Acknowledgement | undefined> {
  const row = await selectAcknowledgements(db, incident)
    .where('acknowledgement.ended_at', 'is', null)
    .executeTakeFirst()
  return row && acknowledgementOf(row)
}

/** The acknowledgements in effect, by the id of their incident. */
export async function acknowledgementsOf(
  db: Database,
  incidents: readonly number[],
): Promise<ReadonlyMap<number, Acknowledgement>> {
  const rows = await readInChunks(incidents, (chunk) =>
    db
      .selectFrom('acknowledgement')
      .select(['incident', 'at', 'name', 'reason', 'via'])
      .where('incident', 'in', chunk)
      .where('ended_at', 'is', null)
      .execute(),
  )
  return new Map(rows.map((row) => [row.incident, acknowledgementOf(row)]))
}

/** The acknowledgement in effect of an incident, by its name; of one that ended, the one in effect until then. */
export async function readLastAcknowledgement(db: Database, incident: string): Promise<Acknowledgement | undefined> {
  const row = await selectAcknowledgements(db, incident)
    .where((eb) =>
      eb.or([
        eb('acknowledgement.ended_at', 'is', null),
        eb('acknowledgement.ended_at', '=', eb.ref('incident.resolved_at')),
      ]),
    )
    .orderBy('acknowledgement.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && acknowledgementOf(row)
}

function selectAcknowledgements(db: Database, incident: string) {
  return db
    .selectFrom('acknowledgement')
    .innerJoin('incident', 'incident.id', 'acknowledgement.incident')
    .select(['acknowledgement.at', 'acknowledgement.name', 'acknowledgement.reason', 'acknowledgement.via'])
    .where('incident.name', '=', incident)
}

function acknowledgementOf(row: Pick<Tables['acknowledgement'], 'at' | 'name' | 'reason' | 'via'>): Acknowledgement {
  const { at, name, reason, via } = row
  return { at, by: name, via: ACK_SOURCE.word(via), ...defined({ reason: reason ?? undefined }) }
}

/**
 * Acknowledges an incident, with a row in its timeline.
 * @returns false, and changes nothing, where it is not open or someone has acknowledged it already
 */
export async function acknowledge(tx: Tx, incident: string, acknowledgement: Acknowledgement): Promise<boolean> {
  const { at, by, reason, via } = acknowledgement
  const open = await tx
    .selectFrom('incident')
    .select('id')
    .where('name', '=', incident)
    .where('resolved_at', 'is', null)
    .executeTakeFirst()
  if (!open) return false
  const inserted = await tx
    .insertInto('acknowledgement')
    .values({ incident: open.id, at, name: by, reason: reason ?? null, via: ACK_SOURCE.of(via) })
    .onConflict((conflict) => conflict.column('incident').where('ended_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!inserted) return false
  const row = { incident: open.id, at, kind: TIMELINE.of('acknowledged'), text: acknowledgementText(acknowledgement) }
  await tx
    .insertInto('incident_entry')
    .values({ ...row, surface: null, from_state: null, to_state: null })
    .execute()
  return true
}

/** Ends the acknowledgement of an incident that recovered. @param at epoch ms */
export async function endAcknowledgement(tx: Tx, incident: number, at: number): Promise<void> {
  await tx
    .updateTable('acknowledgement')
    .set({ ended_at: at })
    .where('incident', '=', incident)
    .where('ended_at', 'is', null)
    .execute()
}

/** Stores a token of an incident. @returns false, and stores nothing, where it is not open or is acknowledged */
export async function saveAckToken(tx: Tx, token: AckToken): Promise<boolean> {
  const { hash, incident, channel, madeAt, expiresAt } = token
  const row = await tx
    .selectFrom('incident')
    .select('id')
    .where('name', '=', incident)
    .where('resolved_at', 'is', null)
    .where('id', 'not in', (eb) => eb.selectFrom('acknowledgement').select('incident').where('ended_at', 'is', null))
    .executeTakeFirst()
  if (!row) return false
  await tx
    .insertInto('ack_token')
    .values({ hash, incident: row.id, channel, made_at: madeAt, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute()
  return true
}

export async function readAckToken(db: Database, hash: string): Promise<AckToken | undefined> {
  const row = await db
    .selectFrom('ack_token')
    .innerJoin('incident', 'incident.id', 'ack_token.incident')
    .select(['hash', 'incident.name', 'channel', 'made_at', 'expires_at', 'used_at'])
    .where('hash', '=', hash)
    .executeTakeFirst()
  if (!row) return undefined
  const { name, channel, made_at: madeAt, expires_at: expiresAt } = row
  return { hash, incident: name, channel, madeAt, expiresAt, ...defined({ usedAt: row.used_at ?? undefined }) }
}

/** Marks a token as used. @param at epoch ms @returns false where it is unknown or was used before */
export async function useAckToken(tx: Tx, hash: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('ack_token')
    .set({ used_at: at })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows) > 0
}

/** Deletes tokens that expired before `before` (epoch ms). @returns how many, at most `limit` */
export async function deleteAckTokens(tx: Tx, before: number, limit: number): Promise<number> {
  const expired = tx.selectFrom('ack_token').select('hash').where('expires_at', '<', before).limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('ack_token').where('hash', 'in', expired).executeTakeFirst()
  return Number(numDeletedRows)
}
