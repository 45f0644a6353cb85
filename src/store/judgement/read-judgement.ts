import { type Selectable, type SqlBool, sql } from 'kysely'
import {
  defined,
  type Failure,
  type Notice,
  type Range,
  type StateSpan,
  type SurfaceStatus,
  surfaceId,
  type Transition,
} from '../../core/index.ts'
import { artifactsOf } from '../runs/artifacts.ts'
import { readInChunks } from '../schema/chunks.ts'
import { BLAME, STATE } from '../schema/codes.ts'
import type { Names } from '../schema/names.ts'
import type { BrokenRange } from '../schema/port.ts'
import type { Database, Tables } from '../schema/tables.ts'

/** The current state of every surface, of one target or of all, in order of target, then surface. */
export async function readSurfaces(db: Database, names: Names, target?: string): Promise<readonly SurfaceStatus[]> {
  const rows = await surfaceRows(db, names, target)
  const text = await names.texts(db)
  return rows
    .map(
      (row): SurfaceStatus => ({
        target: text(row.target),
        surface: text(row.surface),
        state: STATE.word(row.state),
        since: row.since,
        ...measuredIn(row.measured),
        ...failureIn(row.failure),
        ...defined({ retiredAt: row.retired_at ?? undefined, reason: row.reason ?? undefined }),
      }),
    )
    .toSorted((a, b) => (surfaceId(a) < surfaceId(b) ? -1 : 1))
}

async function surfaceRows(db: Database, names: Names, target: string | undefined) {
  const all = db.selectFrom('surface').selectAll()
  if (target === undefined) return all.execute()
  const id = await names.find(db, target)
  return id === undefined ? [] : all.where('target', '=', id).execute()
}

/** Targets with a surface that is degraded or down since a time in the range, in order of that time. */
export async function readBrokenTargets(db: Database, names: Names, range: BrokenRange) {
  const rows = await db
    .selectFrom('surface')
    .select(['target', 'since'])
    // Literals: a partial index serves no condition with parameters.
    .where(sql<SqlBool>`state IN (1, 2)`)
    .where('since', '>=', range.from)
    .where('since', '<=', range.to)
    .orderBy('since')
    .limit(range.limit)
    .execute()
  const text = await names.texts(db)
  const first = new Map<string, number>()
  for (const { target, since } of rows) if (!first.has(text(target))) first.set(text(target), since)
  return [...first].map(([target, since]) => ({ target, since }))
}

function failureIn(json: string | null): { failure?: Failure } {
  return json === null ? {} : { failure: JSON.parse(json) as Failure }
}

function measuredIn(code: number | null): Pick<SurfaceStatus, 'measured'> {
  const measured = code == null ? undefined : STATE.word(code)
  return measured === undefined || measured === 'maintenance' ? {} : { measured }
}

/** Changes of state in the range, in order of time. */
export async function readTransitions(db: Database, names: Names, range: Range): Promise<readonly Transition[]> {
  const rows = await db
    .selectFrom('transition')
    .selectAll()
    .where('at', '>=', range.from)
    .where('at', '<', range.to)
    .orderBy('at')
    .orderBy('id')
    .execute()
  const text = await names.texts(db)
  return rows
    .map(
      (row): Transition => ({
        target: text(row.target),
        surface: text(row.surface),
        at: row.at,
        from: STATE.word(row.from_state),
        to: STATE.word(row.to_state),
        since: row.since,
        ...failureIn(row.failure),
        ...measuredIn(row.measured),
        ...(row.retired === 1 ? { retired: true } : {}),
        evidence: JSON.parse(row.evidence) as Transition['evidence'],
      }),
    )
    .filter(({ target }) => range.target === undefined || target === range.target)
}

/** The state of every surface over the range; `unknown` before its first transition. */
export async function readStates(db: Database, names: Names, range: Range): Promise<readonly StateSpan[]> {
  const surfaces = await readSurfaces(db, names, range.target)
  const rows = await changesUntil(db, range)
  const text = await names.texts(db)
  const changes = new Map<string, Change[]>(surfaces.map((surface) => [surfaceId(surface), []]))
  for (const row of rows) {
    changes.get(surfaceId({ target: text(row.target), surface: text(row.surface) }))?.push(row)
  }
  return surfaces.flatMap((surface) => spansOf(surface, changes.get(surfaceId(surface)) ?? [], range))
}

type Change = Pick<Tables['transition'], 'target' | 'surface' | 'at' | 'to_state' | 'failure'> & {
  readonly retired: number
}

/** The changes in the range, and the last one before it of every surface. */
async function changesUntil(db: Database, range: Range): Promise<readonly Change[]> {
  const columns = ['target', 'surface', 'at', 'to_state', 'failure', 'retired'] as const
  const last = db
    .selectFrom('transition')
    .select(['target', 'surface', (eb) => eb.fn.max('at').as('at')])
    .where('at', '<=', range.from)
    .groupBy(['target', 'surface'])
    .as('last')
  const before = await db
    .selectFrom('transition')
    .innerJoin(last, (join) =>
      join
        .onRef('last.target', '=', 'transition.target')
        .onRef('last.surface', '=', 'transition.surface')
        .onRef('last.at', '=', 'transition.at'),
    )
    .select(columns.map((column) => `transition.${column}` as const))
    .orderBy('transition.id')
    .execute()
  const inside = await db
    .selectFrom('transition')
    .select(columns)
    .where('at', '>', range.from)
    .where('at', '<', range.to)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return [...before, ...inside]
}

function spansOf(ref: { target: string; surface: string }, changes: readonly Change[], range: Range): StateSpan[] {
  const { target, surface } = ref
  const first = changes[0]?.at ?? range.to
  const before: StateSpan = { target, surface, state: 'unknown', from: range.from, to: Math.min(first, range.to) }
  const states = changes.map(
    (change, index): StateSpan => ({
      ...{ target, surface, state: STATE.word(change.to_state) },
      from: Math.max(change.at, range.from),
      to: changes[index + 1]?.at ?? range.to,
      ...failureIn(change.failure),
      ...(change.retired === 1 ? { retired: true } : {}),
    }),
  )
  return [before, ...states].filter((span) => span.to > span.from)
}

type ArtifactRow = Selectable<Tables['artifact']>

/** Notices that are open, newest first. */
export async function readOpenNotices(db: Database): Promise<readonly Notice[]> {
  const rows = await db
    .selectFrom('notice')
    .selectAll()
    .where('closed_at', 'is', null)
    .orderBy('at', 'desc')
    .orderBy('key')
    .execute()
  const runs = rows.flatMap(({ run }) => (run === null ? [] : [run]))
  const recorded = new Map<number, ArtifactRow[]>()
  const artifacts = await readInChunks(runs, (chunk) =>
    db.selectFrom('artifact').selectAll().where('run', 'in', chunk).execute(),
  )
  for (const row of artifacts) recorded.set(row.run, [...(recorded.get(row.run) ?? []), row])
  return rows.map(({ key, target, surface, probe, blame, at, failure, text, run }) => {
    const artifacts = artifactsOf(run === null ? [] : (recorded.get(run) ?? []))
    return {
      ...{ key, target, surface, probe, at, text },
      blame: BLAME.word(blame),
      open: true,
      failure: JSON.parse(failure) as Failure,
      ...(artifacts.length > 0 ? { artifacts } : {}),
    }
  })
}
