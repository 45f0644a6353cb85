import { DAY, HOUR, MINUTE } from '../core/index.ts'
import { shareBounds } from './binomial.ts'

/** What a surface promises: a share of good runs within a window of days. A run slower than `latencyMs` is not good. */
export interface Objective {
  readonly surface: string
  /** 0.99 for 99 %. */
  readonly availability: number
  readonly latencyMs?: number
  /** Default 30. */
  readonly windowDays?: number
}

/** A bucket of time with its runs: good and bad ones that say something on the provider, and good ones that were too slow. */
export interface RunCounts {
  /** Epoch ms of the beginning of the bucket. */
  readonly at: number
  readonly good: number
  readonly bad: number
  readonly tooSlow?: number
}

export interface Budget {
  readonly surface: string
  readonly objective: number
  readonly runs: number
  readonly bad: number
  /** Undefined where no run says anything. */
  readonly availability?: number
  /** Where the true availability lies, at 90 %. */
  readonly bounds: { readonly low: number; readonly high: number }
  /** Bad runs that the objective allows among these runs, and how many of them are left (negative: overspent). */
  readonly allowed: number
  readonly left: number
  /** Share of the budget that is spent; above 1 when overspent. */
  readonly spent: number
  /** Whether the objective is met beyond doubt, missed beyond doubt, or too few runs to tell. */
  readonly verdict: 'met' | 'missed' | 'unclear'
}

/** The error budget of a surface over its window, which ends at `now`. */
export function budgetOf(objective: Objective, buckets: readonly RunCounts[], now: number): Budget {
  const windowMs = (objective.windowDays ?? 30) * DAY
  const { runs, bad } = countIn(buckets, now - windowMs, now)
  const tolerated = 1 - objective.availability
  const allowed = runs * tolerated
  const share = shareBounds(bad, runs)
  return {
    surface: objective.surface,
    objective: objective.availability,
    runs,
    bad,
    ...(runs > 0 ? { availability: 1 - bad / runs } : {}),
    bounds: { low: 1 - share.high, high: 1 - share.low },
    allowed,
    left: allowed - bad,
    spent: bad === 0 ? 0 : allowed > 0 ? bad / allowed : Number.POSITIVE_INFINITY,
    verdict: runs === 0 ? 'unclear' : share.high <= tolerated ? 'met' : share.low > tolerated ? 'missed' : 'unclear',
  }
}

/** Two windows that must both burn, the severity, and the share of a 30-day budget that is gone by then. */
export interface BurnRule {
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
  /** The lowest rate that the long window's runs leave possible, at 95 %. */
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
  buckets: readonly RunCounts[],
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
    const held = !exceeds
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
      burning: exceeds && held === undefined,
      ...(held ? { held } : {}),
    } satisfies Burn
  })
}

function countIn(buckets: readonly RunCounts[], from: number, to: number): { runs: number; bad: number } {
  let runs = 0
  let bad = 0
  for (const bucket of buckets) {
    if (bucket.at < from || bucket.at >= to) continue
    runs += bucket.good + bucket.bad
    bad += bucket.bad + Math.min(bucket.good, bucket.tooSlow ?? 0)
  }
  return { runs, bad }
}
