import { MINUTE, type ProbePlan, probeId, SECOND } from '../core/index.ts'

/** Fractional part of the golden ratio: its multiples never cluster, so groups of equal size do not start together. */
const GOLDEN = 0.618034

/**
 * When in its interval each probe runs, ms by probe id. Probes of one interval are spread evenly over it, so that healthy
 * runs rarely overlap and the monitor does not measure its own load. Probes of one cron expression keep to its instants,
 * spread over the second that follows.
 */
export function phasesOf(plans: readonly ProbePlan[]): ReadonlyMap<string, number> {
  const groups = new Map<string | number, ProbePlan[]>()
  for (const plan of plans) {
    const { cadence } = plan
    const key = 'cron' in cadence ? `${cadence.timezone ?? ''} ${cadence.cron}` : cadence.every
    const group = groups.get(key)
    if (group) group.push(plan)
    else groups.set(key, [plan])
  }
  const phases = new Map<string, number>()
  let groupIndex = 0
  for (const group of groups.values()) {
    const shift = (groupIndex * GOLDEN) % 1
    for (const [index, plan] of group.entries()) {
      const phase =
        'cron' in plan.cadence
          ? (index * SECOND) / group.length
          : (((index + shift) * plan.cadence.every) / group.length) % plan.cadence.every
      phases.set(probeId(plan), Math.floor(phase))
    }
    if (group[0] && 'every' in group[0].cadence) groupIndex += 1
  }
  return phases
}

/** Probes are never started further apart than this after a start, ms: a user waits for the first results. */
const FIRST_RUN_GAP_MS = 400
/** Share of their interval within which all first runs start: the rest leaves time for the start of the worker. */
const FIRST_RUNS_WITHIN = 0.85

/**
 * When each probe runs first after a start, ms from then, by probe id. Few probes start 400 ms apart; many are spread so
 * that each one runs within 85 % of its own interval, the most frequent ones first.
 */
export function firstRunsOf(plans: readonly ProbePlan[]): ReadonlyMap<string, number> {
  const isMany = plans.some((plan) => firstRunGap(plan, plans.length) < FIRST_RUN_GAP_MS)
  // Probes listed together have slots close to each other. Those without a slot in time for a first run would start together.
  const rankOf = new Map(plans.map((plan, index) => [plan, isMany ? (index * GOLDEN) % 1 : index]))
  const order = plans.toSorted((a, b) => intervalOf(a) - intervalOf(b) || (rankOf.get(a) ?? 0) - (rankOf.get(b) ?? 0))
  const offsets = new Map<string, number>()
  let offset = 0
  for (const plan of order) {
    offsets.set(probeId(plan), Math.floor(offset))
    offset += firstRunGap(plan, plans.length)
  }
  return offsets
}

/** Time between the first run of a probe and the next one, ms. */
function firstRunGap(plan: ProbePlan, count: number): number {
  return Math.min(FIRST_RUN_GAP_MS, (intervalOf(plan) * FIRST_RUNS_WITHIN) / count)
}

function intervalOf({ cadence }: ProbePlan): number {
  return 'every' in cadence ? cadence.every : MINUTE
}
