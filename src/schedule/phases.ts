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

/** Probes are never started further apart than this after a start, ms: a person waits for the first results. */
const FIRST_RUN_GAP_MS = 400

/**
 * When each probe runs first after a start, ms from then, by probe id. Few probes start 400 ms apart; many are spread so
 * that each one runs within its own interval, the most frequent ones first.
 */
export function firstRunsOf(plans: readonly ProbePlan[]): ReadonlyMap<string, number> {
  const intervalOf = ({ cadence }: ProbePlan) => ('every' in cadence ? cadence.every : MINUTE)
  const offsets = new Map<string, number>()
  let offset = 0
  for (const plan of plans.toSorted((a, b) => intervalOf(a) - intervalOf(b))) {
    offsets.set(probeId(plan), Math.floor(offset))
    offset += Math.min(FIRST_RUN_GAP_MS, intervalOf(plan) / plans.length)
  }
  return offsets
}
