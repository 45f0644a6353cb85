import type { Clock } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { DashboardChanges } from '../../web/index.ts'
import { acknowledge } from './acknowledge.ts'

/** The changes that people can make on the dashboard of a worker. */
export function dashboardChanges(
  store: Pick<Store, 'transaction' | 'addQuietWindow' | 'endQuietWindow'>,
  clock: Pick<Clock, 'now'>,
): DashboardChanges {
  return {
    async acknowledge(incident, by) {
      const result = await acknowledge(store, incident, { ...by, via: 'dashboard', now: clock.now() })
      if (result.outcome === 'unknown' || result.outcome === 'over') return undefined
      return { acknowledgement: result.acknowledgement, first: result.outcome === 'acknowledged' }
    },
    async mute(window) {
      await store.addQuietWindow({ kind: 'mute', from: clock.now(), ...window })
    },
    endMute: (id) => store.endQuietWindow(id, clock.now()),
  }
}
