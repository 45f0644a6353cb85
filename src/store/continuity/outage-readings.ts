import {
  defined,
  type Failure,
  type OutageHistory,
  type Range,
  type StoredNotice,
  type SurfaceChange,
  type SurfaceRef,
} from '../../core/index.ts'
import { readOutagePlans } from '../judgement/outage-plans.ts'
import { readIncidents } from '../judgement/read-incidents.ts'
import { BLAME, STATE } from '../schema/codes.ts'
import type { Dialect } from '../schema/dialect.ts'
import type { Names } from '../schema/names.ts'
import type { Database, Tables } from '../schema/tables.ts'
import { readOutcomes } from '../series/read-outcomes.ts'
import { readMeasures } from '../series/read-series.ts'

type Query = Range & { readonly surfaces: readonly SurfaceRef[] }

/** What the cost of an outage is computed from, from a database or within a transaction. */
export function outageReadings(db: Database, names: Names, dialect: Dialect): OutageHistory {
  return {
    outagePlans: (subjects) => readOutagePlans(db, subjects),
    surfaceChanges: (query) => readSurfaceChanges(db, names, query),
    noticesOf: (query) => readNotices(db, query),
    measures: (range) => readMeasures({ db, names, dialect }, range),
    outcomes: (range) => readOutcomes(db, names, range),
    incidents: (range) => readIncidents(db, names, range),
  }
}

const CHANGE = ['at', 'since', 'to_state', 'failure', 'retired'] as const

async function readSurfaceChanges(
  db: Database,
  names: Names,
  { surfaces, from, to }: Query,
): Promise<readonly SurfaceChange[]> {
  const changes: SurfaceChange[] = []
  for (const ref of surfaces) {
    const [target, surface] = [await names.find(db, ref.target), await names.find(db, ref.surface)]
    if (target === undefined || surface === undefined) continue
    const ofSurface = db
      .selectFrom('transition')
      .select(CHANGE)
      .where('target', '=', target)
      .where('surface', '=', surface)
    const before = await ofSurface.where('at', '<', from).orderBy('at', 'desc').orderBy('id', 'desc').limit(1).execute()
    const inside = await ofSurface.where('at', '>=', from).where('at', '<', to).orderBy('at').orderBy('id').execute()
    changes.push(...[...before, ...inside].map((row) => changeOf(ref, row)))
  }
  return changes.toSorted((a, b) => a.at - b.at)
}

function changeOf(
  { target, surface }: SurfaceRef,
  row: Pick<Tables['transition'], 'at' | 'since' | 'to_state' | 'failure'> & { readonly retired: number },
): SurfaceChange {
  return {
    ...{ target, surface, at: row.at, since: row.since, to: STATE.word(row.to_state) },
    ...(row.failure === null ? {} : { failure: JSON.parse(row.failure) as Failure }),
    ...(row.retired === 1 ? { retired: true } : {}),
  }
}

async function readNotices(db: Database, { surfaces, from, to }: Query): Promise<readonly StoredNotice[]> {
  const notices: StoredNotice[] = []
  for (const { target, surface } of surfaces) {
    const rows = await db
      .selectFrom('notice')
      .selectAll()
      .where('target', '=', target)
      .where('surface', '=', surface)
      .where('at', '<', to)
      .where((eb) => eb.or([eb('closed_at', 'is', null), eb('closed_at', '>=', from)]))
      .orderBy('at')
      .orderBy('id')
      .execute()
    notices.push(
      ...rows.map(({ key, probe, blame, at, failure, text, closed_at }) => ({
        ...{ key, target, surface, probe, at, text, open: closed_at === null },
        ...{ blame: BLAME.word(blame), failure: JSON.parse(failure) as Failure },
        ...defined({ closedAt: closed_at ?? undefined }),
      })),
    )
  }
  return notices.toSorted((a, b) => a.at - b.at)
}
