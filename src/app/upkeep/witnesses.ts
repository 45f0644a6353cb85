import { type Clock, defined, type Log, MINUTE, SECOND, type Target } from '../../core/index.ts'
import { PRODUCT_AGENT } from '../../package/index.ts'
import type { Store } from '../../store/index.ts'
import { type WitnessWatch, watchWitness } from '../../witness/index.ts'
import type { Chore } from '../process/chores.ts'

/** The status pages of all targets that have one. */
export interface Witnesses {
  /** What a target's page says now, as one line for alerts. */
  line(target: string): string | undefined
  readonly chores: readonly Chore[]
}

/** Watches the status pages. Their statuses are stored and shown; they change no state and send no alert. */
export function watchWitnesses(deps: {
  readonly targets: readonly Target[]
  /** Takes secrets out of what the pages say. */
  readonly scrub: (json: unknown) => unknown
  readonly fetch: typeof fetch
  readonly store: Store
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
}): Witnesses {
  const watches = new Map<string, WitnessWatch>()
  for (const { name, statusPage, statusComponents } of deps.targets) {
    if (statusPage === undefined) continue
    const watch = watchWitness({
      target: name,
      statusPage,
      ...defined({ components: statusComponents }),
      store: deps.store,
      fetch: deps.fetch,
      clock: deps.clock,
      random: deps.random,
      userAgent: PRODUCT_AGENT,
      scrub: deps.scrub,
      log: deps.log,
    })
    watches.set(name, watch)
  }
  return {
    line: (target) => watches.get(target)?.line(),
    chores: [...watches].map(([target, watch]) => ({
      name: `reading the status page of ${target}`,
      everyMs: MINUTE,
      afterMs: SECOND,
      work: () => watch.poll(),
    })),
  }
}
