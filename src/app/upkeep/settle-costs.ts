import { DAY, HOUR, MINUTE, type OutageHistory } from '../../core/index.ts'
import { readOutages, settledTrouble } from '../../costs/index.ts'
import type { Store } from '../../store/index.ts'
import type { Chore } from '../process/chores.ts'

/** How far back incidents are looked for, but for the first time: no worker may have run when an incident was over. */
const LOOK_BACK_MS = 2 * DAY
/** Until then its last runs are stored. One that is reopened later is measured again. */
const SETTLED_AFTER_MS = HOUR

type CostStore = OutageHistory & Pick<Store, 'saveTrouble'>

/**
 * Keeps what was measured of incidents that are over, so that they cost the same after their runs are deleted.
 * @param runsMs how long runs are kept, ms
 */
export function settleCostsChore(store: CostStore, runsMs: number): Chore {
  let lookBackMs = Math.max(runsMs, LOOK_BACK_MS)
  return {
    name: 'keeping what incidents cost',
    everyMs: 10 * MINUTE,
    afterMs: 2 * MINUTE,
    work: async (now) => {
      await settleCosts(store, now, lookBackMs)
      lookBackMs = LOOK_BACK_MS
    },
  }
}

/** @param now epoch ms */
export async function settleCosts(store: CostStore, now: number, lookBackMs = LOOK_BACK_MS): Promise<void> {
  const over = (await store.incidents({ from: now - lookBackMs, to: now })).filter(
    ({ resolvedAt }) => resolvedAt !== undefined && resolvedAt <= now - SETTLED_AFTER_MS,
  )
  for (const outage of await readOutages(store, over, now)) {
    if (outage.to !== undefined && !outage.settled) await store.saveTrouble(outage.subject, settledTrouble(outage))
  }
}
