import { probeId } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { LastSlots } from '../worker/agenda-source.ts'

/** The last slot of each probe, and the slot of its last run. */
export async function readLastSlots(store: Pick<Store, 'lastRuns' | 'lastSlots'>): Promise<LastSlots> {
  const runs = new Map((await store.lastRuns()).map((run) => [probeId(run), run.scheduledAt]))
  return { slots: await store.lastSlots(), runs }
}
