import {
  defined,
  type IncidentRecord,
  type IncidentSurface,
  type Range,
  type State,
  type TimelineEntry,
} from '../../core/index.ts'
import { readInChunks } from '../schema/chunks.ts'
import { STATE, TIMELINE } from '../schema/codes.ts'
import type { Names, Texts } from '../schema/names.ts'
import type { Database, Tables } from '../schema/tables.ts'
import { acknowledgementsOf } from './acknowledgements.ts'
import { notesOf } from './notes.ts'

/** Incidents that touch the range, newest first. */
export async function readIncidents(db: Database, names: Names, range: Range): Promise<readonly IncidentRecord[]> {
  const rows = await db
    .selectFrom('incident')
    .selectAll()
    .where('impact_at', '<', range.to)
    .where((eb) => eb.or([eb('resolved_at', 'is', null), eb('resolved_at', '>=', range.from)]))
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  const records = await completeIncidents(db, await names.texts(db), rows)
  return records.filter(({ target }) => range.target === undefined || target === range.target)
}

/** The open incident of a target. */
export async function openIncident(db: Database, names: Names, target: string): Promise<IncidentRecord | undefined> {
  const id = await names.find(db, target)
  if (id === undefined) return undefined
  const rows = await db
    .selectFrom('incident')
    .selectAll()
    .where('target', '=', id)
    .where('resolved_at', 'is', null)
    .execute()
  const records = await completeIncidents(db, () => target, rows)
  return records[0]
}

/** The incident of a name. */
export async function incidentNamed(db: Database, names: Names, name: string): Promise<IncidentRecord | undefined> {
  const rows = await db.selectFrom('incident').selectAll().where('name', '=', name).execute()
  const records = await completeIncidents(db, await names.texts(db), rows)
  return records[0]
}

type IncidentRow = Omit<Tables['incident'], 'id' | 'closed' | 'widest'> & {
  readonly id: number
  readonly closed: string | null
  readonly widest: string | null
}

async function completeIncidents(
  db: Database,
  text: Texts,
  rows: readonly IncidentRow[],
): Promise<readonly IncidentRecord[]> {
  const ids = rows.map(({ id }) => id)
  const timelines = await timelinesOf(db, ids)
  const acknowledgements = await acknowledgementsOf(db, ids)
  const notes = await notesOf(db, ids)
  return rows.map((row) => ({
    name: row.name,
    target: text(row.target),
    openedAt: row.opened_at,
    impactAt: row.impact_at,
    ...defined({ resolvedAt: row.resolved_at ?? undefined }),
    surfaces: JSON.parse(row.surfaces) as IncidentSurface[],
    scope: row.scope,
    ...defined({ closed: row.closed ?? undefined, widest: widestIn(row.widest) }),
    timeline: timelines.get(row.id) ?? [],
    ...defined({ acknowledgement: acknowledgements.get(row.id), notes: notes.get(row.id) }),
  }))
}

function widestIn(json: string | null): IncidentRecord['widest'] {
  return json === null ? undefined : (JSON.parse(json) as IncidentRecord['widest'])
}

/** The entries of each incident by its id, in order of time. */
async function timelinesOf(db: Database, incidents: readonly number[]): Promise<Map<number, TimelineEntry[]>> {
  const timelines = new Map<number, TimelineEntry[]>()
  const rows = await readInChunks(incidents, (chunk) =>
    db.selectFrom('incident_entry').selectAll().where('incident', 'in', chunk).orderBy('at').orderBy('id').execute(),
  )
  for (const row of rows) {
    const timeline = timelines.get(row.incident) ?? []
    timelines.set(row.incident, timeline)
    timeline.push(entryOf(row))
  }
  return timelines
}

function entryOf({
  at,
  kind,
  surface,
  from_state,
  to_state,
  text,
}: Omit<Tables['incident_entry'], 'id'>): TimelineEntry {
  const [from, to] = [stateIn(from_state), stateIn(to_state)]
  return { at, kind: TIMELINE.word(kind), ...defined({ surface: surface ?? undefined, from, to }), text }
}

function stateIn(code: number | null): State | undefined {
  return code === null ? undefined : STATE.word(code)
}
