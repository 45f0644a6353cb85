import type { WatchedProbe } from '../../core/index.ts'
import type { Database } from '../schema/tables.ts'

/** The slice of the judge's memory that lists the probes of a target. */
const TARGET_SLICE = 'target'

/** The probes of all targets that the judge expects results of: those of the running worker, or of the last one. */
export async function readWatched(db: Database): Promise<readonly WatchedProbe[]> {
  const rows = await db.selectFrom('judge_memory').select('value').where('slice', '=', TARGET_SLICE).execute()
  return rows.flatMap(({ value }) => {
    const { name, probes } = JSON.parse(value) as { name: string; probes: readonly Omit<WatchedProbe, 'target'>[] }
    return probes.map(({ surface, probe, everyMs }) => ({ target: name, surface, probe, everyMs }))
  })
}
