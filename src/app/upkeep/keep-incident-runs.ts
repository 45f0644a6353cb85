import { incidentRuns, type Range, runIdsOf } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'

/**
 * Keeps the runs that the incidents of a range refer to: the first failing run of each surface, its confirm runs, and the
 * last good run before it. Pruning leaves them, and the files that they recorded stay as long as they fit.
 */
export async function keepIncidentRuns(store: Pick<Store, 'incidents' | 'runs' | 'keepRuns'>, range: Range) {
  for (const incident of await store.incidents(range)) {
    const ids = runIdsOf(await incidentRuns(store, incident))
    if (ids.length > 0) await store.keepRuns(incident.name, ids)
  }
}
