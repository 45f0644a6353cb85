import { readInChunks } from '../schema/chunks.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** Keeps runs as long as the incident. Runs that do not exist, and an unknown incident, are left out. */
export async function keepRuns(tx: Tx, incident: string, runs: readonly number[]): Promise<void> {
  const row = await tx.selectFrom('incident').select('id').where('name', '=', incident).executeTakeFirst()
  if (!row) return
  const stored = await readInChunks(runs, (chunk) =>
    tx.selectFrom('run').select('id').where('id', 'in', chunk).execute(),
  )
  if (stored.length === 0) return
  await tx
    .insertInto('incident_run')
    .values(stored.map(({ id }) => ({ incident: row.id, run: id })))
    .onConflict((conflict) => conflict.columns(['incident', 'run']).doNothing())
    .execute()
}

/** The paths of the artifacts of kept runs that are not gone, those of the newest incident first. */
export async function incidentArtifacts(db: Database): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('incident_run')
    .innerJoin('incident', 'incident.id', 'incident_run.incident')
    .innerJoin('artifact', 'artifact.run', 'incident_run.run')
    .select(['artifact.path'])
    .where('artifact.gone', '=', 0)
    .orderBy('incident.opened_at', 'desc')
    .orderBy('artifact.run')
    .orderBy('artifact.seq')
    .execute()
  return [...new Set(rows.map(({ path }) => path))]
}
