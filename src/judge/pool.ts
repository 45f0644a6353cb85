import { BLIP_MS } from './baseline.ts'
import {
  type CoFailures,
  countRuns,
  evidenceOf,
  type LearnedRelation,
  learnCounts,
  NO_CO_FAILURES,
  NO_COUNTS,
  type PoolCounts,
  passAfterFailure,
  rounded,
  roundedAll,
} from './pool-rates.ts'
import type { Cusum } from './suspicion.ts'

/**
 * Evidence over the surfaces of a target: the sum of their CUSUMs (Mei, Biometrika 2010; Xie and Siegmund, Annals of
 * Statistics 2013). The sum assumes streams that fail independently, but surfaces share a network and a provider. So the
 * evidence of a failure depends on its relation to the previous failures on any surface:
 *
 * - `alone`: no failure within BLIP_MS before it. Full evidence.
 * - `adjacent`: no run passed since the previous failure. A network blip breaks all runs while it lasts, so the first adjacent
 *   failure counts against the usual rate of adjacent failures, and further ones add no evidence.
 * - `near`, `soon`, `late`: a run passed since. `near` is the second failure of a burst, `soon` a later one within BLIP_MS of
 *   its start, `late` one after that. Each counts against the usual rate of its relation.
 *
 * Only failed runs change the pool. A good run lowers the CUSUM of its surface, which is in the watch of that surface.
 */
export interface PoolMemory {
  /** The newest instant with a failed run, and its failures by surface. */
  readonly instant: Instant
  readonly failures: readonly PooledFailure[]
  readonly before: PoolState
  readonly now: PoolState
  /** The newest failure brought the evidence over the threshold; the decision follows when its instant is over. */
  readonly undecided?: boolean
}

/** The failed runs of a surface in one instant. */
interface PooledFailure {
  readonly surface: string
  /** The surface's CUSUM before and after the instant. */
  readonly before: Cusum
  readonly after: Cusum
  /** Usual rate of failures `alone` on the surface. */
  readonly usualRate: number
  /** Epoch ms. */
  readonly endedAt: number
}

/** Runs that started in the same millisecond. */
export interface Instant {
  /** Epoch ms. */
  readonly at: number
  /** A run of any surface passed between the previous failure and this instant. */
  readonly passedSince: boolean
  /** Surfaces with a run of this instant that passed. */
  readonly passed: number
  /** Scheduled runs of the target per ms. */
  readonly runsPerMs: number
}

interface PoolState {
  /** Start and end of the newest failure, epoch ms; 0 for never. */
  readonly from: number
  readonly to: number
  /** Its burst: start (epoch ms), number of failures, and how many of them follow the last pass. */
  readonly began: number
  readonly failures: number
  readonly row: number
  readonly discounts: Readonly<Record<string, Discount>>
  readonly counts: CoFailures
}

/** Subtracted from the CUSUM of a surface that began at `from` (epoch ms); negative where the pool has more evidence. */
interface Discount {
  readonly from: number
  readonly evidence: number
}

/** Most surfaces in the pool; with more, those that failed last. */
const MOST_SURFACES = 16

const NO_STATE: PoolState = {
  from: 0,
  to: 0,
  began: 0,
  failures: 0,
  row: 0,
  discounts: {},
  counts: NO_CO_FAILURES,
}
const NO_INSTANT: Instant = { at: 0, passedSince: false, passed: 0, runsPerMs: 0 }

export const EMPTY_POOL: PoolMemory = { instant: NO_INSTANT, failures: [], before: NO_STATE, now: NO_STATE }

/** @returns The pool with the failed runs of a surface. The order of the runs of one instant does not matter. */
export function addFailure(pool: PoolMemory, instant: Instant, failure: PooledFailure): PoolMemory {
  const same = pool.instant.at === instant.at
  const others = same ? pool.failures.filter(({ surface }) => surface !== failure.surface) : []
  const passedSince = instant.passedSince || (same && pool.instant.passedSince)
  return withInstant(same ? pool.before : pool.now, { ...instant, passedSince }, [...others, failure])
}

/** @returns The pool with a run that passed in the newest instant with a failure. */
export function addPass(pool: PoolMemory, { passed }: Instant): PoolMemory {
  const next = withInstant(pool.before, { ...pool.instant, passed }, pool.failures)
  return pool.undecided ? { ...next, undecided: true } : next
}

function withInstant(before: PoolState, instant: Instant, failures: readonly PooledFailure[]): PoolMemory {
  return { instant, failures, before, now: stateAfter(before, instant, failures) }
}

/** @returns The pool without pending counts: while an incident is open they belong to it and must not be learned. */
export function withoutPending(pool: PoolMemory): PoolMemory {
  const { counts } = pool.now
  const pending = Object.keys(counts.lastHour).length + Object.keys(counts.thisHour).length
  if (pending === 0 && !pool.undecided && pool.failures.length === 0) return pool
  const now = { ...pool.now, counts: { ...counts, lastHour: NO_COUNTS, thisHour: NO_COUNTS } }
  return { instant: pool.instant, failures: [], before: now, now }
}

/** @returns The evidence of a surface in the pool, given its CUSUM; 0 where the pool does not have the surface. */
export function pooledShare({ discounts }: PoolState, surface: string, cusum: Cusum): number {
  const discount = discounts[surface]
  return discount && discount.from === cusum.from ? Math.max(0, cusum.evidence - discount.evidence) : 0
}

/** The failure with the lowest usual rate comes first: of one instant, only it can be `alone`. */
function stateAfter(before: PoolState, instant: Instant, failures: readonly PooledFailure[]): PoolState {
  const { at, passed } = instant
  const ranked = [...failures].sort((a, b) => a.usualRate - b.usualRate || (a.surface < b.surface ? -1 : 1))
  let more = exposure(before, instant)
  let { began, discounts, row } = before
  let count = before.failures
  for (const [index, failure] of ranked.entries()) {
    // Where fewer than a third of the runs of the instant passed, the cause is a network blip.
    const passedSince = index === 0 ? instant.passedSince || passed > 0 : 2 * passed >= failures.length
    const relation =
      index === 0 && isOver(before, at) ? 'alone' : relationOf({ began, failures: count }, passedSince, at)
    if (relation === 'alone') [began, count] = [at, 0]
    row = relation === 'adjacent' ? row + 1 : 1
    count += 1
    if (relation !== 'alone' && row <= 2) more = countRuns(more, relation, { runs: Number(index > 0), failures: 1 })
    const evidence = evidenceOf(failure.usualRate, relation, row, before.counts)
    const refund = index === 0 && passedSince && relation !== 'alone' ? passAfterFailure(before.counts) : 0
    discounts = withDiscount(discounts, failure, evidence + refund)
  }
  const to = Math.max(...failures.map(({ endedAt }) => endedAt))
  const counts = learnCounts(before.counts, roundedAll(more), at)
  return { from: at, to, began, failures: count, row, discounts: newest(discounts), counts }
}

function isOver({ to }: PoolState, at: number): boolean {
  return to === 0 || at - to > BLIP_MS || to - at > BLIP_MS
}

function relationOf(
  { began, failures }: Pick<PoolState, 'began' | 'failures'>,
  passedSince: boolean,
  at: number,
): LearnedRelation {
  if (!passedSince) return 'adjacent'
  if (at - began >= BLIP_MS) return 'late'
  return failures < 2 ? 'near' : 'soon'
}

/** @returns Expected runs since the last failure by relation: the first is adjacent, the last ones are late. */
function exposure({ from, to, began, failures, row }: PoolState, { at, runsPerMs }: Instant): PoolCounts {
  if (to === 0) return NO_COUNTS
  const end = Math.min(at, to + BLIP_MS)
  const runs = Math.max(0, end - from) * runsPerMs
  const late = Math.min(Math.max(0, runs - 1), Math.max(0, end - Math.max(from, began + BLIP_MS)) * runsPerMs)
  let more = NO_COUNTS
  if (row === 1) more = countRuns(more, 'adjacent', { runs: Math.min(1, runs), failures: 0 })
  more = countRuns(more, 'late', { runs: late, failures: 0 })
  return countRuns(more, failures < 2 ? 'near' : 'soon', { runs: Math.max(0, runs - 1 - late), failures: 0 })
}

/** Counts `evidence` instead of the gain of the CUSUM. A discount never exceeds the CUSUM before the failure. */
function withDiscount(
  discounts: PoolState['discounts'],
  { surface, before, after }: PooledFailure,
  evidence: number,
): PoolState['discounts'] {
  const last = discounts[surface]
  const discount = last && last.from === before.from ? Math.min(before.evidence, last.evidence) : before.evidence
  const gain = after.evidence - before.evidence
  return { ...discounts, [surface]: { from: after.from, evidence: rounded(discount + gain - evidence) } }
}

function newest(discounts: PoolState['discounts']): PoolState['discounts'] {
  const all = Object.entries(discounts)
  if (all.length <= MOST_SURFACES) return discounts
  return Object.fromEntries(all.sort(([, a], [, b]) => b.from - a.from).slice(0, MOST_SURFACES))
}
