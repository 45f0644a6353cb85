import { MINUTE, type RunRecord, type Target } from '../../core/index.ts'
import type { StoreReader } from '../../store/index.ts'

/** Failed runs that are looked through for failed connections. */
const MOST_RUNS = 200

/** Runs whose failure was a connection (see `Failure.network`) in a range of epoch ms, newest first. */
export async function failedConnections(
  store: StoreReader,
  range: {
    readonly from: number
    readonly to: number
    readonly target: Target['name']
    readonly surfaces: readonly string[]
  },
): Promise<readonly RunRecord[]> {
  const runs = await store.runs({
    // A run belongs to its slot, which may lie a little before the run itself.
    from: range.from - MINUTE,
    to: range.to,
    target: range.target,
    outcomes: ['failed', 'error'],
    limit: MOST_RUNS,
  })
  return runs.filter(({ failure, surface }) => failure?.network !== undefined && range.surfaces.includes(surface))
}

/** A failed connection as `doorwatch why --json` prints it; times are ISO 8601 UTC. */
export function connectionJson({ target, surface, probe, location, startedAt, failure }: RunRecord): object {
  const { class: kind, blame, message, network } = failure ?? {}
  return {
    ...{ target, surface, probe, location, startedAt: new Date(startedAt).toISOString() },
    ...{ class: kind, blame, message, network },
  }
}
