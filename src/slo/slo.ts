import { DAY, defined, HOUR, MINUTE, type SlotCounts } from '../core/index.ts'
import { availabilityOf } from './availability.ts'
import { shareBounds } from './binomial.ts'

/** The objective of a surface: a share of good runs within a window of days. A run slower than `latencyMs` is not good. */
export interface Objective {
  readonly surface: string
  /** 0.99 for 99 %. */
  readonly availability: number
  readonly latencyMs?: number
}

/** The slots of a bucket of time, and how many of its good runs took longer than the objective allows. */
export interface ObjectiveBucket extends SlotCounts {
  /** Start of the bucket, epoch ms. */
  readonly at: number
  readonly tooSlow?: number
}

/** The error budget of an objective over its window. */
export interface ErrorBudget {
  readonly surface: string
  readonly objective: number
  readonly runs: number
  /** Runs that failed by the provider's fault, and runs that were too slow. */
  readonly bad: number
  /** See availabilityOf: without the latency objective. Absent where no run counts. */
  readonly availability?: number
  /** Share of good runs that were fast enough; it is compared with the objective. */
  readonly measured?: number
  /** Confidence interval of the true share of good runs, at 90 %. */
  readonly bounds: { readonly low: number; readonly high: number }
  /** Bad runs that the objective allows among these runs, and how many of them are left (negative: overspent). */
  readonly allowed: number
  readonly left: number
  /** Share of the budget that is spent; above 1 when overspent. */
  readonly spent: number
  /** `met` and `missed` are statistically certain; `unclear`: too few runs to decide. */
  readonly verdict: 'met' | 'missed' | 'unclear'
}

/** The error budget of a surface over the buckets of its window. */
export function errorBudgetOf(objective: Objective, buckets: readonly ObjectiveBucket[]): ErrorBudget {
  const { runs, availability } = availabilityOf(buckets)
  const bad = buckets.reduce((sum, bucket) => sum + badIn(bucket), 0)
  const tolerated = 1 - objective.availability
  const allowed = runs * tolerated
  const share = shareBounds(bad, runs)
  return {
    surface: objective.surface,
    objective: objective.availability,
    runs,
    bad,
    ...defined({ availability, measured: runs > 0 ? 1 - bad / runs : undefined }),
    bounds: { low: 1 - share.high, high: 1 - share.low },
    allowed,
    left: allowed - bad,
    spent: bad === 0 ? 0 : allowed > 0 ? bad / allowed : Number.POSITIVE_INFINITY,
    verdict: runs === 0 ? 'unclear' : share.high <= tolerated ? 'met' : share.low > tolerated ? 'missed' : 'unclear',
  }
}

/** A multiwindow burn-rate rule: it burns while the rate in both windows is exceeded. */
interface BurnRule {
  readonly severity: 'page' | 'ticket'
  readonly longMs: number
  readonly shortMs: number
  readonly rate: number
}

/** The recommended windows and rates of the SRE workbook, chapter 5, for a window of 30 days. */
export const BURN_RULES: readonly BurnRule[] = [
  { severity: 'page', longMs: HOUR, shortMs: 5 * MINUTE, rate: 14.4 },
  { severity: 'page', longMs: 6 * HOUR, shortMs: 30 * MINUTE, rate: 6 },
  { severity: 'ticket', longMs: DAY, shortMs: 2 * HOUR, rate: 3 },
  { severity: 'ticket', longMs: 3 * DAY, shortMs: 6 * HOUR, rate: 1 },
]

export interface Burn {
  readonly rule: BurnRule
  /** Share of bad runs over that of the objective, in the long and in the short window. */
  readonly longRate: number
  readonly shortRate: number
  /** Lower confidence bound of the rate in the long window, at 95 %. */
  readonly surelyAbove: number
  readonly burning: boolean
  /** Why it does not burn although both rates are high: too few runs to tell. */
  readonly held?: 'few failures' | 'within chance'
}

/** Fewer bad runs than this in the long window never burn: at one run a minute one failure is 20 % of five minutes. */
const LEAST_FAILURES = 4

/**
 * How fast the budget burns at `now`, by each rule. Both windows must exceed the rate; and since a probe makes few runs,
 * there must be at least four failures, and chance alone must not explain them: the lower bound of the long window's
 * share of bad runs must lie above the objective's.
 */
export function burnRates(
  objective: Objective,
  buckets: readonly ObjectiveBucket[],
  now: number,
  rules: readonly BurnRule[] = BURN_RULES,
): readonly Burn[] {
  const tolerated = 1 - objective.availability
  return rules.map((rule) => {
    const long = countIn(buckets, now - rule.longMs, now)
    const short = countIn(buckets, now - rule.shortMs, now)
    const rateOf = ({ runs, bad }: { runs: number; bad: number }) =>
      runs === 0 || bad === 0 ? 0 : bad / runs / tolerated
    const surelyAbove = shareBounds(long.bad, long.runs).low / tolerated
    const exceeds = rateOf(long) > rule.rate && rateOf(short) > rule.rate
    const heldBack: Burn['held'] = !exceeds
      ? undefined
      : long.bad < LEAST_FAILURES
        ? 'few failures'
        : surelyAbove <= 1
          ? 'within chance'
          : undefined
    return {
      rule,
      longRate: rateOf(long),
      shortRate: rateOf(short),
      surelyAbove,
      burning: exceeds && heldBack === undefined,
      ...defined({ held: heldBack }),
    } satisfies Burn
  })
}

/** The runs of the buckets that begin in `[from, to)`. */
function countIn(buckets: readonly ObjectiveBucket[], from: number, to: number): { runs: number; bad: number } {
  const within = buckets.filter(({ at }) => at >= from && at < to)
  return { runs: availabilityOf(within).runs, bad: within.reduce((sum, bucket) => sum + badIn(bucket), 0) }
}

/** Runs of a bucket that count against the objective: failed, or good and too slow. */
export function badIn({ good, failed, tooSlow = 0 }: ObjectiveBucket): number {
  return failed + Math.min(good, tooSlow)
}
