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
 * Statistics 2013). That sum needs streams that fail independently, but surfaces share a line and a provider. So a failure
 * counts by its relation to the failures before it on any surface:
 *
 * - `alone`: none within BLIP_MS. It counts in full;
 * - `adjacent`: it follows a failure directly, no run passed since. A blip of the line breaks all runs while it lasts, so
 *   the first such failure counts against how often that usually happens, and further ones not at all;
 * - `near`, `soon`, `late`: a run passed since. The second failure of a spell, a later one within BLIP_MS of its beginning,
 *   and one after that. Each counts against how often that usually happens.
 *
 * Only failed runs change the pool. A good run lowers the CUSUM of its surface, which is kept with that surface.
 */
export interface PoolMemory {
  /** The newest instant with a failed run, and its failures by surface. */
  readonly instant: Instant
  readonly failures: readonly PooledFailure[]
  readonly before: PoolState
  readonly now: PoolState
  /** The evidence sufficed when the newest failure came; it is decided on once the instant is over. */
  readonly undecided?: boolean
}

/** What a surface's failed runs of one instant say. */
export interface PooledFailure {
  readonly surface: string
  /** The surface's CUSUM before and after the instant. */
  readonly before: Cusum
  readonly after: Cusum
  /** The usual rate of failures of the surface that no other failure is near to. */
  readonly usualRate: number
  /** Epoch ms. */
  readonly endedAt: number
}

/** Runs that started in the same millisecond. */
export interface Instant {
  /** Epoch ms. */
  readonly at: number
  /** A run of any surface passed between the failure before and this instant. */
  readonly passedSince: boolean
  /** Surfaces with a run of this instant that passed. */
  readonly passed: number
  /** Scheduled runs of the target per ms. */
  readonly runsPerMs: number
}

export interface PoolState {
  /** Start and end of the newest failure, epoch ms; 0 for never. */
  readonly from: number
  readonly to: number
  /** The spell it belongs to: when that began, how many failures it has, and how many of them came after the last pass. */
  readonly began: number
  readonly failures: number
  readonly row: number
  readonly discounts: Readonly<Record<string, Discount>>
  readonly counts: CoFailures
}

/** What is subtracted from the CUSUM of a surface that began at `from`; negative where the pool knows more. */
export interface Discount {
  readonly from: number
  readonly evidence: number
}

/** Surfaces that are pooled at most; of more, those that failed last. */
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

/** Adds the failed runs of a surface. The runs of one instant are a set: their order does not matter. */
export function addFailure(pool: PoolMemory, instant: Instant, failure: PooledFailure): PoolMemory {
  const same = pool.instant.at === instant.at
  const others = same ? pool.failures.filter(({ surface }) => surface !== failure.surface) : []
  const passedSince = instant.passedSince || (same && pool.instant.passedSince)
  return withInstant(same ? pool.before : pool.now, { ...instant, passedSince }, [...others, failure])
}

/** Adds a run that passed in the newest instant with a failure. */
export function addPass(pool: PoolMemory, { passed }: Instant): PoolMemory {
  const next = withInstant(pool.before, { ...pool.instant, passed }, pool.failures)
  return pool.undecided ? { ...next, undecided: true } : next
}

function withInstant(before: PoolState, instant: Instant, failures: readonly PooledFailure[]): PoolMemory {
  return { instant, failures, before, now: stateAfter(before, instant, failures) }
}

/** @returns The pool while an incident is open: nothing is learned, and pending counts belong to the incident. */
export function withoutPending(pool: PoolMemory): PoolMemory {
  const { counts } = pool.now
  const pending = Object.keys(counts.lastHour).length + Object.keys(counts.thisHour).length
  if (pending === 0 && !pool.undecided && pool.failures.length === 0) return pool
  const now = { ...pool.now, counts: { ...counts, lastHour: NO_COUNTS, thisHour: NO_COUNTS } }
  return { instant: pool.instant, failures: [], before: now, now }
}

/** The evidence of a surface in the pool, where its CUSUM is `tally`; 0 where the pool does not have it. */
export function pooledShare({ discounts }: PoolState, surface: string, cusum: Cusum): number {
  const discount = discounts[surface]
  return discount && discount.from === cusum.from ? Math.max(0, cusum.evidence - discount.evidence) : 0
}

/** The strongest failure leads: of the failures of one instant, it alone can be one that no other caused. */
function stateAfter(before: PoolState, instant: Instant, failures: readonly PooledFailure[]): PoolState {
  const { at, passed } = instant
  const ranked = [...failures].sort((a, b) => a.usualRate - b.usualRate || (a.surface < b.surface ? -1 : 1))
  let more = exposure(before, instant)
  let { began, discounts, row } = before
  let count = before.failures
  for (const [index, failure] of ranked.entries()) {
    // Where hardly any run of the instant passed it is a blip of the line that spared one.
    const passedSince = index === 0 ? instant.passedSince || passed > 0 : 2 * passed >= failures.length
    const relation =
      index === 0 && isOver(before, at) ? 'alone' : relationOf({ began, failures: count }, passedSince, at)
    if (relation === 'alone') [began, count] = [at, 0]
    row = relation === 'adjacent' ? row + 1 : 1
    count += 1
    if (relation !== 'alone' && row <= 2) more = countRuns(more, relation, { runs: Number(index > 0), failures: 1 })
    const evidence = evidenceOf(failure.usualRate, relation, row, before.counts)
    const returned = index === 0 && passedSince && relation !== 'alone' ? passAfterFailure(before.counts) : 0
    discounts = withDiscount(discounts, failure, evidence + returned)
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

/** Runs since the last failure by the relation they had: the first was adjacent to it, and late ones come after the rest. */
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

/** The pool takes `evidence` in place of what the CUSUM gained. A discount is never larger than its CUSUM was. */
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
