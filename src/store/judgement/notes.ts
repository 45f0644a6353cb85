import type { IncidentNote } from '../../core/index.ts'
import { readInChunks } from '../schema/chunks.ts'
import { NOTE_KIND } from '../schema/codes.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** What people added to incidents, oldest first, by the id of the incident. */
export async function notesOf(
  db: Database,
  incidents: readonly number[],
): Promise<ReadonlyMap<number, readonly IncidentNote[]>> {
  const rows = await readInChunks(incidents, (chunk) =>
    db.selectFrom('incident_note').selectAll().where('incident', 'in', chunk).orderBy('at').orderBy('id').execute(),
  )
  const notes = new Map<number, IncidentNote[]>()
  for (const { incident, at, kind, name, text } of rows) {
    const ofIncident = notes.get(incident) ?? []
    notes.set(incident, ofIncident)
    ofIncident.push({ at, kind: NOTE_KIND.word(kind), by: name, text })
  }
  return notes
}

/** Adds what a person wrote to an incident. @returns false, and stores nothing, where no incident has this name */
export async function noteIncident(tx: Tx, incident: string, { at, kind, by, text }: IncidentNote): Promise<boolean> {
  const row = await tx.selectFrom('incident').select('id').where('name', '=', incident).executeTakeFirst()
  if (!row) return false
  await tx
    .insertInto('incident_note')
    .values({ incident: row.id, at, kind: NOTE_KIND.of(kind), name: by, text })
    .execute()
  return true
}
