import { DAY, HOUR, MINUTE, type OutageHistory } from '../../core/index.ts'
import { readOutages, settledTrouble } from '../../costs/index.ts'
import type { Store } from '../../store/index.ts'
import type { Chore } from '../process/chores.ts'

/** How far back incidents are looked for: well before their runs are deleted. */
const LOOK_BACK_MS = 2 * DAY
/** Until then its last runs are stored. One that is reopened later is measured again. */
const SETTLED_AFTER_MS = HOUR

/** Keeps what was measured of incidents that are over, so that they cost the same after their runs are deleted. */
export function settleCostsChore(store: OutageHistory & Pick<Store, 'saveTrouble'>): Chore {
  return {
    name: 'keeping what incidents cost',
    everyMs: 10 * MINUTE,
    afterMs: 2 * MINUTE,
    work: (now) => settleCosts(store, now),
  }
}

/** @param now epoch ms */
export async function settleCosts(store: Parameters<typeof settleCostsChore>[0], now: number): Promise<void> {
  const over = (await store.incidents({ from: now - LOOK_BACK_MS, to: now })).filter(
    ({ resolvedAt }) => resolvedAt !== undefined && resolvedAt <= now - SETTLED_AFTER_MS,
  )
  for (const outage of await readOutages(store, over, now)) {
    if (outage.to !== undefined && !outage.settled) await store.saveTrouble(outage.subject, settledTrouble(outage))
  }
}
