import type { WatchedProbe } from '../../core/index.ts'
import type { Database } from '../schema/tables.ts'

/** The slice of the judge's memory that lists the probes of a target. */
const TARGET_SLICE = 'target'

/** The probes of all targets that the judge expects results of: those of the running worker, or of the last one. */
export async function readWatched(db: Database): Promise<readonly WatchedProbe[]> {
  const rows = await db.selectFrom('judge_memory').select('value').where('slice', '=', TARGET_SLICE).execute()
  return rows.flatMap(({ value }) => watchedIn(value))
}

/** The probes in a stored slice. None where it cannot be read: the judge starts without it, and notifies the owner. */
export function watchedIn(value: string): readonly WatchedProbe[] {
  const { name, probes } = recordIn(value)
  if (typeof name !== 'string' || !Array.isArray(probes) || !probes.every(isWatched)) return []
  return probes.map(({ surface, probe, everyMs }) => ({ target: name, surface, probe, everyMs }))
}

type Watched = Omit<WatchedProbe, 'target'>

function isWatched(value: unknown): value is Watched {
  const { surface, probe, everyMs } = (value ?? {}) as Partial<Watched>
  return typeof surface === 'string' && typeof probe === 'string' && typeof everyMs === 'number'
}

function recordIn(json: string): { readonly name?: unknown; readonly probes?: unknown } {
  try {
    return (JSON.parse(json) as object | null) ?? {}
  } catch {
    return {}
  }
}
