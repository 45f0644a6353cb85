import { DAY, HOUR } from '../core/index.ts'
import { SUSPICIONS } from './policy.ts'

/** Relations to previous failures whose rates are learned, see pool.ts. */
const LEARNED_RELATIONS = ['adjacent', 'near', 'soon', 'late'] as const
export type LearnedRelation = (typeof LEARNED_RELATIONS)[number]
type PoolRelation = 'alone' | LearnedRelation

/** Runs of one relation, and how many of them failed. */
interface FailureCounts {
  readonly runs: number
  readonly failures: number
}

/** A relation without runs is left out. */
export type PoolCounts = Readonly<Partial<Record<LearnedRelation, FailureCounts>>>

/**
 * Counts of runs that follow a failure on any surface. Counts are pending for one to two hours before they settle; an
 * incident drops those that are pending.
 */
export interface CoFailures {
  readonly settled: PoolCounts
  readonly lastHour: PoolCounts
  readonly thisHour: PoolCounts
  /** Start of `thisHour`, epoch ms; 0 before the first failure. */
  readonly since: number
}

interface Prior extends FailureCounts {
  /** Lower bound of the estimate: what breaks all surfaces at once may happen once a month. */
  readonly lowest: number
}

const PRIORS: Readonly<Record<LearnedRelation, Prior>> = {
  adjacent: { runs: 4, failures: 1.6, lowest: 0.1 },
  near: { runs: 20, failures: 1, lowest: 0.01 },
  soon: { runs: 20, failures: 1, lowest: 0.01 },
  late: { runs: 20, failures: 1, lowest: 0.01 },
}
const HIGHEST_RATE = 0.5
const HALF_LIFE_MS = 14 * DAY
const PENDING_MS = HOUR
const { broken: BROKEN } = SUSPICIONS.rates[0]

export const NO_COUNTS: PoolCounts = {}
const NO_RUNS: FailureCounts = { runs: 0, failures: 0 }
export const NO_CO_FAILURES: CoFailures = { settled: NO_COUNTS, lastHour: NO_COUNTS, thisHour: NO_COUNTS, since: 0 }

/** @returns The posterior mean of the probability that a run of a relation fails. Pending failures do not count. */
function usualRate({ settled, lastHour, thisHour }: CoFailures, relation: LearnedRelation): number {
  const { runs, failures, lowest } = PRIORS[relation]
  const all = runs + (settled[relation]?.runs ?? 0) + (lastHour[relation]?.runs ?? 0) + (thisHour[relation]?.runs ?? 0)
  const failed = failures + (settled[relation]?.failures ?? 0)
  return Math.min(HIGHEST_RATE, Math.max(lowest, failed / Math.max(failed, all)))
}

/** @returns Counts with `more` added to one relation. */
export function countRuns(counts: PoolCounts, relation: LearnedRelation, more: FailureCounts): PoolCounts {
  const before = counts[relation] ?? NO_RUNS
  return { ...counts, [relation]: { runs: before.runs + more.runs, failures: before.failures + more.failures } }
}

/** @returns ln(P(failed | a third of the runs fails) / P(failed | usual)). */
export function evidenceOf(usual: number, relation: PoolRelation, row: number, counts: CoFailures): number {
  if (relation === 'adjacent' && row > 2) return 0
  const asUsual = relation === 'alone' ? usual : Math.max(usual, usualRate(counts, relation))
  return Math.log(Math.max(asUsual, 1 - (1 - BROKEN) * (1 - usual)) / asUsual)
}

/**
 * @returns The evidence to refund for a run that passed right after a failure. Its CUSUM subtracts too much: such a run often
 * fails as usual.
 */
export function passAfterFailure(counts: CoFailures): number {
  const usual = usualRate(counts, 'adjacent')
  return Math.log((1 - Math.max(BROKEN, usual)) / (1 - usual)) - Math.log(1 - BROKEN)
}

/** @returns The co-failures after `more` runs; `at` is epoch ms. */
export function learnCounts(counts: CoFailures, more: PoolCounts, at: number): CoFailures {
  const { settled, lastHour, thisHour, since } = counts
  const age = at - since
  if (since === 0 || (age >= 0 && age < PENDING_MS)) {
    return { settled, lastHour, thisHour: sum(thisHour, more), since: since || at }
  }
  const decay = 0.5 ** (Math.max(PENDING_MS, age) / HALF_LIFE_MS)
  return { settled: sum(settled, lastHour, decay), lastHour: thisHour, thisHour: more, since: at }
}

function sum(a: PoolCounts, b: PoolCounts, decay = 1): PoolCounts {
  const result: Partial<Record<LearnedRelation, FailureCounts>> = {}
  for (const relation of LEARNED_RELATIONS) {
    const [before, more] = [a[relation] ?? NO_RUNS, b[relation] ?? NO_RUNS]
    const runs = rounded(before.runs * decay + more.runs)
    const failures = rounded(before.failures * decay + more.failures)
    if (runs > 0 || failures > 0) result[relation] = { runs, failures }
  }
  return result
}

/** @returns The counts rounded, without empty relations, as the memory stores them. */
export function roundedAll(counts: PoolCounts): PoolCounts {
  return sum(counts, NO_COUNTS)
}

/** @returns The value with four decimals, as the memory stores numbers. */
export function rounded(value: number): number {
  // Adding 0 turns -0 into 0: JSON does not preserve -0.
  return Math.round(value * 1e4) / 1e4 + 0
}
