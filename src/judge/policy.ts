import { DAY, HOUR, type QuietWindow, type Trigger } from '../core/index.ts'

export interface PolicyOptions {
  /** At most one false alarm per surface in this many days. Default 90. */
  readonly falseAlarmDays?: number
  /** Longest time after a recovery in which trouble reopens the incident, ms; see settlingMs. Default eight hours, a working day. */
  readonly settleMs?: number
  /** Extra runs that a suspicion may request at first, and more as its evidence grows. Default 30. Confirm runs after a bad run do not count. */
  readonly extraRuns?: number
  readonly quiet?: readonly QuietWindow[]
  /** Which runs count. Default schedule and confirm; a drill adds `drill`. */
  readonly triggers?: readonly Trigger[]
}

/** The settings of the judge: plain frozen data. */
export type Policy = Readonly<Required<PolicyOptions>>

/** @returns The options with defaults for those that are absent. */
export function createPolicy(options: PolicyOptions = {}): Policy {
  return Object.freeze({
    falseAlarmDays: options.falseAlarmDays ?? 90,
    settleMs: options.settleMs ?? 8 * HOUR,
    extraRuns: options.extraRuns ?? 30,
    quiet: options.quiet ?? [],
    triggers: options.triggers ?? (['schedule', 'confirm'] as const),
  })
}

/** Settling time after the shortest episode, ms. */
const LEAST_SETTLING_MS = HOUR
/** Settling time as a multiple of the length of the episode. */
const SETTLING_FACTOR = 1.5

/**
 * Keeps the waves of one long incident together, and two short outages of a day apart.
 * @param lastedMs length of the episode
 * @returns For how long after a recovery trouble reopens the incident, ms: one hour after four minutes, six hours after four
 */
export function settlingMs(lastedMs: number, policy: Policy): number {
  return Math.min(policy.settleMs, Math.max(LEAST_SETTLING_MS, SETTLING_FACTOR * lastedMs))
}

/** The kinds of trouble that the judge looks for, each with its share of the false-alarm budget. Shares sum to one. */
export const SUSPICIONS = {
  /** Nearly every run of one stream fails, or is far slower than usual. */
  outage: { broken: 0.95, share: 0.3 },
  slowness: { broken: 0.95, share: 0.1 },
  /** A third of the runs of the surface fails, a tenth, one in twenty-five; a third is far slower than usual. */
  rates: [
    { kind: 'failed', broken: 0.35, share: 0.2 },
    { kind: 'failed', broken: 0.1, share: 0.2 },
    { kind: 'failed', broken: 0.04, share: 0.08 },
    { kind: 'slow', broken: 0.35, share: 0.05 },
  ],
  /** Every run is somewhat slower than usual. */
  slowdown: { share: 0.07 },
} as const

/** Share of the false-alarm budget for the surfaces of a target together, in addition to the shares of each surface. */
export const POOL_SHARE = 0.15

/**
 * The evidence (natural logarithm of a likelihood ratio) at which a suspicion is declared.
 *
 * Each suspicion is Page's cumulative sum (Page 1954): W = max(0, W + llr). It never exceeds the logarithm of the
 * Shiryaev-Roberts statistic R = sum over k of prod(i >= k) exp(llr_i), and R minus the number of runs is a martingale
 * while all is as usual, so the mean number of runs to a false alarm is at least e^h (Lorden 1971; Pollak 1985). This
 * needs only that llr is the true conditional likelihood ratio of each run given those before it, not independence.
 * Several suspicions share the budget by a union bound. Evidence comes in large steps and overshoots h; the chance of a
 * false alarm is e^-h times the mean of e^-overshoot (Wald's identity; Siegmund 1985), for steps of two to five about
 * 0.2 to 0.43. So h = ln(0.4 * runs in falseAlarmDays / share).
 */
export function thresholdFor(policy: Policy, runsPerDay: number, share: number): number {
  return Math.log(Math.max(2, (OVERSHOOT * policy.falseAlarmDays * runsPerDay) / share))
}

/** Assumed mean of e^-overshoot. */
const OVERSHOOT = 0.4

/** @returns Runs per day of a probe with this interval. */
export function runsPerDay(everyMs: number): number {
  return DAY / everyMs
}

/**
 * @returns The threshold of a surface of a target with an open incident: joining the incident is no new alarm, and surfaces
 * of one target tend to break together, so odds of 10,000 to 1 are enough
 */
export function joinThreshold(threshold: number): number {
  return Math.min(threshold, Math.log(10_000))
}
