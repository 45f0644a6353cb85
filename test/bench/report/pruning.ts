import { DAY, type RunRequest } from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { median } from '../numbers.ts'

const QUIET_COMMITS = 100
const BETWEEN_MS = 10

interface PruningTimes {
  readonly runs: number
  readonly commits: number
  /** A commit while nothing is pruned: the usual and the longest time, ms. */
  readonly quiet: { readonly p50: number; readonly worst: number }
  /** The longest commit while a day of runs is pruned, ms. */
  readonly worst: number
}

/** Commits runs, first alone and then while the oldest day is pruned. @param now epoch ms, within the runs */
export async function timePruning(store: Store, now: number, rawDays: number): Promise<PruningTimes> {
  const commit = createCommitter(store, now)
  const quiet: number[] = []
  while (quiet.length < QUIET_COMMITS) quiet.push(await commit())
  let isPruning = true
  const pruning = store.prune(now, { runsMs: (rawDays - 1) * DAY, hoursMs: 395 * DAY }).finally(() => {
    isPruning = false
  })
  const during: number[] = []
  while (isPruning) during.push(await commit())
  const { runs } = await pruning
  return {
    ...{ runs, commits: during.length, worst: Math.max(...during) },
    quiet: { p50: median(quiet), worst: Math.max(...quiet) },
  }
}

/** Claims and finishes a run in one transaction; gives how long that took, ms. */
function createCommitter(store: Store, now: number): () => Promise<number> {
  let slot = now
  return async () => {
    slot += 1
    const request: RunRequest = {
      ...{ target: 'sandbox', surface: 'api', probe: 'api', location: 'bench', trigger: 'manual' },
      ...{ scheduledAt: slot, evidence: false },
    }
    const begun = performance.now()
    await store.transaction(async (tx) => {
      const id = await tx.claimRun(request, slot)
      if (id === undefined) throw new Error(`the slot ${slot} is taken`)
      const { evidence: _, ...ref } = request
      await tx.finishRun(id, { ...ref, startedAt: slot, durationMs: 5, outcome: 'passed', steps: [] })
    })
    const tookMs = performance.now() - begun
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS))
    return tookMs
  }
}
