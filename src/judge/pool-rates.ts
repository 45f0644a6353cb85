import { DAY, HOUR } from '../core/index.ts'
import { SUSPICIONS } from './policy.ts'

/**
 * Runs, and failures among them, by their relation to failures before. They wait one to two hours before they count as
 * usual, and are dropped when they turn out to belong to an incident.
 */
export interface CoFailures {
  readonly known: Counts
  readonly older: Counts
  readonly newer: Counts
  /** Epoch ms since when `newer` is filled. */
  readonly since: number
}

export type Counts = readonly number[]

/** The relations that are learned. `Counts` holds runs and failures of each in turn. */
const LEARNED = ['adjacent', 'near', 'soon', 'late'] as const
export type Learned = (typeof LEARNED)[number]
export type Relation = 'alone' | Learned

interface Belief {
  /** What is assumed before it is known: failures in so many runs (a Beta prior). */
  readonly runs: number
  readonly failures: number
  /** It is not believed to be rarer than this: what breaks all surfaces at once may happen once a month. */
  readonly rarest: number
}

const BELIEFS: Readonly<Record<Learned, Belief>> = {
  adjacent: { runs: 4, failures: 1.6, rarest: 0.1 },
  near: { runs: 20, failures: 1, rarest: 0.01 },
  soon: { runs: 20, failures: 1, rarest: 0.01 },
  late: { runs: 20, failures: 1, rarest: 0.01 },
}
const SUREST = 0.5
const HALF_LIFE_MS = 14 * DAY
const WAIT_MS = HOUR
const { broken: BROKEN } = SUSPICIONS.rates[0]

export const NO_COUNTS: Counts = LEARNED.flatMap(() => [0, 0])
export const NOTHING_LEARNED: CoFailures = { known: NO_COUNTS, older: NO_COUNTS, newer: NO_COUNTS, since: 0 }

/** The usual probability that a run of a relation fails: a posterior mean. What waits counts only as runs. */
function usualRate({ known, older, newer }: CoFailures, relation: Learned): number {
  const { runs, failures, rarest } = BELIEFS[relation]
  const place = 2 * LEARNED.indexOf(relation)
  const all = runs + (known[place] ?? 0) + (older[place] ?? 0) + (newer[place] ?? 0)
  const failed = failures + (known[place + 1] ?? 0)
  return Math.min(SUREST, Math.max(rarest, failed / Math.max(failed, all)))
}

export function addTo(counts: number[], relation: Learned, runs: number, failures: number): void {
  const place = 2 * LEARNED.indexOf(relation)
  counts[place] = (counts[place] ?? 0) + runs
  counts[place + 1] = (counts[place + 1] ?? 0) + failures
}

/** ln(P(failed | a third of the runs fails) / P(failed | usual)). */
export function evidenceOf(usual: number, relation: Relation, row: number, counts: CoFailures): number {
  if (relation === 'adjacent' && row > 2) return 0
  const asUsual = relation === 'alone' ? usual : Math.max(usual, usualRate(counts, relation))
  return Math.log(Math.max(asUsual, 1 - (1 - BROKEN) * (1 - usual)) / asUsual)
}

/** What the run that passed right after a failure took too much from its CUSUM: it may well have failed as usual. */
export function passAfterFailure(counts: CoFailures): number {
  const usual = usualRate(counts, 'adjacent')
  return Math.log((1 - Math.max(BROKEN, usual)) / (1 - usual)) - Math.log(1 - BROKEN)
}

export function learned(counts: CoFailures, more: Counts, at: number): CoFailures {
  const { known, older, newer, since } = counts
  const age = at - since
  if (since === 0 || (age >= 0 && age < WAIT_MS)) return { known, older, newer: plus(newer, more), since: since || at }
  const keep = 0.5 ** (Math.max(WAIT_MS, age) / HALF_LIFE_MS)
  return { known: plus(known, older, keep), older: newer, newer: more, since: at }
}

function plus(a: Counts, b: Counts, keep = 1): Counts {
  return a.map((count, index) => rounded(count * keep + (b[index] ?? 0)))
}

/** To four decimals, as memory is kept. */
export function rounded(value: number): number {
  // Adding 0 makes -0 a 0, which survives JSON.
  return Math.round(value * 1e4) / 1e4 + 0
}
