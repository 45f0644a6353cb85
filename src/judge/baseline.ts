import { DAY, HOUR } from '../core/index.ts'

/**
 * How a run relates to bad runs before it. A blip is trouble up to BLIP_MS long, and runs within it are not independent:
 * `next` follows a bad run within NEXT_MS, as confirm runs do; `soon` comes later in a blip; `late` comes when the blip
 * began longer ago than BLIP_MS, but its last bad run did not; `alone` is any other.
 */
const RELATIONS = ['alone', 'next', 'soon', 'late'] as const
export type Relation = (typeof RELATIONS)[number]

export const BLIP_MS = 120_000
export const NEXT_MS = 30_000

/** What makes a run bad: it failed, or it was slow. */
export type BadKind = 'failed' | 'slow'

/** Runs of one relation. */
interface RelationCounts {
  readonly runs: number
  readonly failed: number
  /** Runs that did not fail, by their relation to slow runs: a failed run says nothing on slowness. */
  readonly timed: number
  readonly slow: number
}

/** A relation without runs is left out. */
type Counts = Readonly<Partial<Record<Relation, RelationCounts>>>

/**
 * How often runs of one stream are usually bad. Counts are pending for one to two hours before they are settled, so that the
 * first hour of an outage does not make outages usual.
 */
export interface Baseline {
  readonly settled: Counts
  readonly lastHour: Counts
  readonly thisHour: Counts
  /** Good runs with relation `alone` that `thisHour` does not count yet: by far most runs, so they are counted without a copy. */
  readonly good: number
  /** Epoch ms since when `thisHour` counts; 0 before the first run. */
  readonly since: number
}

/** The usual probability that a run of each relation is bad. */
export type Rates = Readonly<Record<Relation, number>>

/** The prior for runs of one relation, and the weight of counts against it. */
interface Prior {
  /** Bad runs in so many runs (a Beta prior). */
  readonly runs: number
  readonly bad: number
  /** Upper limit of the estimated rate: what lasts longer than BLIP_MS is not a blip. */
  readonly highest: number
  /** Upper limit of the pending bad runs that count. */
  readonly mostPending: number
  /** Upper limit of the settled runs that count. */
  readonly mostSettled: number
}

const ANY = Number.POSITIVE_INFINITY
/**
 * One run in 1,500 fails; one in 20 within a blip, one in 30 soon after one. Weak, so that a few hundred runs outweigh them.
 *
 * With few runs, a second failure is less surprising than the first. But an intermittent outage must not become usual before
 * it is detected, so only a few pending bad runs count. A blip whose next run fails is more likely to continue than the
 * average blip, so only a limited number of settled runs of `next` counts against the pending failures of the blip.
 */
const PRIORS: Readonly<Record<Relation, Prior>> = {
  alone: { runs: 150, bad: 0.1, highest: 1, mostPending: ANY, mostSettled: ANY },
  next: { runs: 20, bad: 1, highest: 0.3, mostPending: 3, mostSettled: 30 },
  soon: { runs: 20, bad: 1, highest: 0.3, mostPending: 0.5, mostSettled: ANY },
  late: { runs: 30, bad: 1, highest: 0.1, mostPending: 0.5, mostSettled: ANY },
}

/** Lower limit of an estimated rate, after any time without failures. */
const LOWEST_RATE = 1e-4
/** Half-life of settled counts. */
const HALF_LIFE_MS = 14 * DAY
const PENDING_MS = HOUR
const NO_COUNTS: Counts = {}
const NO_RUNS: RelationCounts = { runs: 0, failed: 0, timed: 0, slow: 0 }

export const EMPTY_BASELINE: Baseline = {
  settled: NO_COUNTS,
  lastHour: NO_COUNTS,
  thisHour: NO_COUNTS,
  good: 0,
  since: 0,
}

/** @returns Posterior means under the prior; none is below that of a run alone. */
export function baselineRates(baseline: Baseline, kind: BadKind): Rates {
  const alone = Math.max(LOWEST_RATE, rateOf(baseline, 'alone', kind))
  const soon = atLeast(alone, baseline, 'soon', kind)
  // Streams whose failures are rarely followed by others within two minutes rarely have one within 30 s.
  const nextPrior = Math.min(PRIORS.next.bad, 2 * soon * PRIORS.next.runs)
  const next = atLeast(alone, baseline, 'next', kind, nextPrior)
  return { alone, next, soon, late: atLeast(alone, baseline, 'late', kind) }
}

function atLeast(alone: number, baseline: Baseline, relation: Relation, kind: BadKind, bad = PRIORS[relation].bad) {
  return Math.max(alone, Math.min(PRIORS[relation].highest, rateOf(baseline, relation, kind, bad)))
}

/** @returns The rates without the current hour, which may be the start of an episode. For display, not for judging. */
export function baselineBeforeHour({ settled, lastHour, since }: Baseline, kind: BadKind): Rates {
  return baselineRates({ settled, lastHour, thisHour: NO_COUNTS, good: 0, since }, kind)
}

/** The posterior mean of a relation; `bad` runs are its prior. */
function rateOf(baseline: Baseline, relation: Relation, kind: BadKind, bad = PRIORS[relation].bad): number {
  const prior = PRIORS[relation]
  const settled = baseline.settled[relation] ?? NO_RUNS
  const lastHour = baseline.lastHour[relation] ?? NO_RUNS
  const thisHour = baseline.thisHour[relation] ?? NO_RUNS
  const settledRuns = runsOf(settled, kind)
  const weight = Math.min(1, prior.mostSettled / Math.max(1, settledRuns))
  const good = relation === 'alone' ? baseline.good : 0
  const runs = weight * settledRuns + runsOf(lastHour, kind) + runsOf(thisHour, kind) + good
  const pending = Math.min(prior.mostPending, lastHour[kind] + thisHour[kind])
  return (bad + weight * settled[kind] + pending) / (prior.runs + runs)
}

function runsOf(counts: RelationCounts, kind: BadKind): number {
  return kind === 'failed' ? counts.runs : counts.timed
}

/** @returns The number of runs in the baseline, without those of the current hour. */
export function baselineRuns({ settled, lastHour }: Baseline): number {
  return RELATIONS.reduce((sum, relation) => sum + (settled[relation]?.runs ?? 0) + (lastHour[relation]?.runs ?? 0), 0)
}

/** How a run relates to failures before it, and to slow runs before it. */
type Relations = Readonly<Record<BadKind, Relation>>

/** @returns The baseline after one run; `at` is epoch ms. */
export function learnRun(baseline: Baseline, bad: BadKind | undefined, relations: Relations, at: number): Baseline {
  const current = atHour(baseline, at)
  const { settled, lastHour, thisHour, good, since } = current
  if (bad === undefined && relations.failed === 'alone' && relations.slow === 'alone') {
    return { settled, lastHour, thisHour, good: good + 1, since }
  }
  const counted = add(thisHour, relations.failed, { runs: 1, failed: bad === 'failed' ? 1 : 0, timed: 0, slow: 0 })
  const timed =
    bad === 'failed' ? counted : add(counted, relations.slow, { ...NO_RUNS, timed: 1, slow: bad === 'slow' ? 1 : 0 })
  return { settled, lastHour, thisHour: timed, good, since }
}

function add(counts: Counts, relation: Relation, more: RelationCounts, keep = 1): Counts {
  const before = counts[relation] ?? NO_RUNS
  return {
    ...counts,
    [relation]: {
      runs: before.runs * keep + more.runs,
      failed: before.failed * keep + more.failed,
      timed: before.timed * keep + more.timed,
      slow: before.slow * keep + more.slow,
    },
  }
}

/** @returns The baseline without its pending counts: they belong to an episode. */
export function dropPending(baseline: Baseline): Baseline {
  const { settled, lastHour, thisHour, good, since } = baseline
  if (good === 0 && isEmpty(lastHour) && isEmpty(thisHour)) return baseline
  return { settled, lastHour: NO_COUNTS, thisHour: NO_COUNTS, good: 0, since }
}

function isEmpty(counts: Counts): boolean {
  for (const _relation in counts) return false
  return true
}

/** Settles counts when `at` is in a later hour than the pending ones. */
function atHour(baseline: Baseline, at: number): Baseline {
  if (baseline.since === 0) return { ...baseline, since: at }
  const age = at - baseline.since
  if (age >= 0 && age < PENDING_MS) return baseline
  // After a clock was set back a new hour starts: pending counts must not wait until the old time is reached again.
  const keep = 0.5 ** (Math.max(PENDING_MS, age) / HALF_LIFE_MS)
  const settled = settledAfter(baseline.settled, baseline.lastHour, keep)
  return { settled, lastHour: withGood(baseline), thisHour: NO_COUNTS, good: 0, since: at }
}

function settledAfter(settled: Counts, lastHour: Counts, keep: number): Counts {
  let next = NO_COUNTS
  for (const relation of RELATIONS) {
    if (!settled[relation] && !lastHour[relation]) continue
    const sum = add(settled, relation, lastHour[relation] ?? NO_RUNS, keep)[relation] ?? NO_RUNS
    next = { ...next, [relation]: roundedCounts(sum) }
  }
  return next
}

function roundedCounts({ runs, failed, timed, slow }: RelationCounts): RelationCounts {
  return { runs: rounded(runs), failed: rounded(failed), timed: rounded(timed), slow: rounded(slow) }
}

function rounded(value: number): number {
  return Math.round(value * 1e3) / 1e3
}

function withGood({ thisHour, good }: Baseline): Counts {
  return good === 0 ? thisHour : add(thisHour, 'alone', { runs: good, failed: 0, timed: good, slow: 0 })
}
