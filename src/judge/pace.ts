import { HOUR } from '../core/index.ts'
import type { JudgedRun } from './judged-run.ts'

/** How much the hour of the day (UTC) shifts the log duration of a step, and the number of runs it was learned from. */
interface HourPace {
  readonly runs: number
  readonly shift: number
}

/** Baseline of the duration of a step. Durations are natural logarithms of milliseconds, so spreads are factors. */
interface StepPace {
  /** The first durations, until there are enough for a median; empty afterwards. */
  readonly early: readonly number[]
  readonly runs: number
  /** Median, and standard deviation around the median of the hour. */
  readonly middle: number
  readonly spread: number
  readonly hours: readonly (HourPace | null)[]
  /** The current hour; `hours` receives it when it ends, so that a run does not copy an array of 24. */
  readonly hour?: HourPace & { readonly index: number }
  /** Lag-1 autocorrelation of log durations, and the last deviation from the median. */
  readonly autocorrelation: number
  readonly last: number
}

export type Pace = Readonly<Record<string, StepPace>>

/** A step whose duration exceeds its limit. */
export interface SlowStep {
  readonly step: string
  readonly ms: number
  readonly usualMs: number
  readonly limitMs: number
}

/** Findings on the durations of a run. */
export interface PaceFindings {
  readonly slow?: SlowStep | undefined
  /** Evidence for a slowdown, by step. */
  readonly slowdown?: Readonly<Record<string, number>> | undefined
}

/** A slow step exceeds the median by at least this, ms: users do not notice less, and load on the machine causes as much. */
const LEAST_EXCESS_MS = 500
/** The same for a slowdown, ms: users notice less when it lasts. */
const LEAST_SLOWDOWN_MS = 150
/** Runs needed to judge slow steps, to update the median run by run, and to judge a slowdown. */
const LEAST_RUNS = 3
const EARLY_RUNS = 9
const SLOWDOWN_RUNS = 30
/** A slow step takes at least twice the median, and is at least this many spreads above it. */
const SLOW_FACTOR = Math.log(2)
const SLOW_SPREADS = 4
/** The two hypotheses of a slowdown: 1.5 times the median, and up to 1.15 times, which is as usual. */
const SLOWDOWN_BROKEN = Math.log(1.5)
const SLOWDOWN_USUAL = Math.log(1.15)
/** Bounds the evidence of one run: durations have heavier tails than a lognormal distribution. */
const SLOWDOWN_MOST = 2
/** Evidence of a run whose excess is too small to notice. */
const UNFELT = -0.1
/** Prior of the spread and its weight in runs; the estimate is never below the least spread. */
const PRIOR_SPREAD = 0.25
const PRIOR_RUNS = 5
const LEAST_SPREAD = 0.08
/** With this many runs in an hour, its shift has weight one half (shrinkage). */
const HOUR_RUNS = 20
/** Least weight of the newest run, so that the baseline follows a service that changes. */
const LEAST_SHARE = 1 / 1_000
const LEAST_HOUR_SHARE = 1 / 300
/** Further steps of a probe are not timed. */
const MOST_STEPS = 24
const NO_HOURS: readonly null[] = Array.from({ length: 24 }, () => null)

const EMPTY_STEP: StepPace = {
  early: [],
  runs: 0,
  middle: 0,
  spread: PRIOR_SPREAD,
  hours: NO_HOURS,
  autocorrelation: 0,
  last: 0,
}

/** @returns What the durations of a run show against the baseline of its hour. */
export function judgePace(pace: Pace, run: JudgedRun): PaceFindings {
  let slow: SlowStep | undefined
  let slowdown: Record<string, number> | undefined
  for (const { name, durationMs } of timesOf(run)) {
    const step = pace[name]
    if (!step || step.runs < LEAST_RUNS) continue
    const middle = middleAt(step, run.startedAt)
    const spread = spreadOf(step)
    const log = logOf(durationMs)
    const exceeded = slowStep(name, durationMs, log, middle, spread)
    if (exceeded && (!slow || exceeded.ms / exceeded.limitMs > slow.ms / slow.limitMs)) slow = exceeded
    if (step.runs < SLOWDOWN_RUNS) continue
    slowdown ??= {}
    slowdown[name] = slowdownOf(durationMs, log, middle, spread, step.autocorrelation)
  }
  return { slow, slowdown }
}

function slowStep(step: string, ms: number, log: number, middle: number, spread: number): SlowStep | undefined {
  const limit = middle + Math.max(SLOW_FACTOR, SLOW_SPREADS * spread)
  if (log <= limit) return undefined
  const usualMs = Math.exp(middle)
  const limitMs = Math.max(Math.exp(limit), usualMs + LEAST_EXCESS_MS)
  return ms > limitMs ? { step, ms, usualMs, limitMs } : undefined
}

/**
 * Log-likelihood ratio of a duration under "1.5 times the median" against "as usual", both lognormal, so it is linear in the
 * deviation. Divided by (1 + c) / (1 - c) for a lag-1 autocorrelation c: the variance of a mean of AR(1) values is larger by
 * this factor than that of independent ones.
 */
function slowdownOf(ms: number, log: number, middle: number, spread: number, correlation: number): number {
  const raw =
    ((SLOWDOWN_BROKEN - SLOWDOWN_USUAL) / spread ** 2) * (log - middle - (SLOWDOWN_BROKEN + SLOWDOWN_USUAL) / 2)
  const evidence = Math.max(-SLOWDOWN_MOST, Math.min(SLOWDOWN_MOST, raw))
  const unfelt = evidence > UNFELT && ms - Math.exp(middle) < LEAST_SLOWDOWN_MS
  const autocorrelation = Math.max(0, Math.min(0.9, correlation))
  return round(((unfelt ? UNFELT : evidence) * (1 - autocorrelation)) / (1 + autocorrelation))
}

/** @returns The pace after a run. @param weight scales the learning rate, 0 to 1 */
export function learnPace(pace: Pace, run: JudgedRun, weight = 1): Pace {
  const next = { ...pace }
  learnPaceInto(next, run, weight)
  return next
}

/** Same as `learnPace`, but mutates `pace`. */
export function learnPaceInto(pace: Record<string, StepPace>, run: JudgedRun, weight = 1): void {
  for (const { name, durationMs } of timesOf(run)) {
    const step = pace[name]
    if (!step && Object.keys(pace).length >= MOST_STEPS) continue
    pace[name] = learnStep(step ?? EMPTY_STEP, logOf(durationMs), run.startedAt, weight)
  }
}

function learnStep(step: StepPace, log: number, at: number, weight: number): StepPace {
  const runs = step.runs + 1
  if (runs <= EARLY_RUNS) return learnEarly(step, log, runs)
  const width = spreadOf(step)
  const middle = middleAt(step, at)
  // Clamped to two spreads: one stuck run does not make the next one normal.
  const off = Math.max(-2 * width, Math.min(2 * width, log - middle))
  const share = weight * Math.max(LEAST_SHARE, 1 / runs)
  const index = hourOf(at)
  const before = hourIn(step, index) ?? { runs: 0, shift: 0 }
  const hourShare = weight * Math.max(LEAST_HOUR_SHARE, 1 / (before.runs + 1))
  const hourOff = Math.max(-2 * width, Math.min(2 * width, log - step.middle - before.shift))
  return {
    early: step.early,
    runs,
    middle: round(step.middle + share * off),
    spread: round(step.spread + share * (1.2533 * Math.abs(off) - step.spread)),
    hours: step.hour && step.hour.index !== index ? withHour(step.hours, step.hour) : step.hours,
    hour: { index, runs: before.runs + 1, shift: round(before.shift + hourShare * hourOff) },
    autocorrelation: round(step.autocorrelation + share * ((off * step.last) / width ** 2 - step.autocorrelation)),
    last: round(off),
  }
}

function learnEarly(step: StepPace, log: number, runs: number): StepPace {
  const times = [...step.early, round(log)]
  const middle = round(medianOf(times))
  const spread = round(1.4826 * medianOf(times.map((value) => Math.abs(value - middle))))
  const { hours, autocorrelation, last } = step
  return { early: runs < EARLY_RUNS ? times : [], runs, middle, spread, hours, autocorrelation, last }
}

/** @returns The median log duration of a step at the hour of `at` (epoch ms). */
export function middleAt(step: StepPace, at: number): number {
  const hour = hourIn(step, hourOf(at))
  return hour ? step.middle + (hour.shift * hour.runs) / (hour.runs + HOUR_RUNS) : step.middle
}

function hourIn({ hours, hour }: StepPace, index: number): HourPace | null | undefined {
  return hour?.index === index ? hour : hours[index]
}

function withHour(hours: StepPace['hours'], { index, runs, shift }: NonNullable<StepPace['hour']>): StepPace['hours'] {
  return hours.with(index, { runs, shift })
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR) % 24
}

function spreadOf(pace: StepPace): number {
  const variance = (pace.runs * pace.spread ** 2 + PRIOR_RUNS * PRIOR_SPREAD ** 2) / (pace.runs + PRIOR_RUNS)
  return Math.max(LEAST_SPREAD, Math.sqrt(variance))
}

interface TimedStep {
  readonly name: string
  readonly durationMs: number
}

/** @returns The steps of a run that completed; the whole run where it has no steps. */
function timesOf({ steps, durationMs }: JudgedRun): readonly TimedStep[] {
  if (steps === undefined || steps.length === 0) return [{ name: '', durationMs }]
  return steps.filter((step) => step.outcome === 'passed' || step.outcome === 'slow').slice(0, MOST_STEPS)
}

/** At least 0, the logarithm of 1 ms. */
function logOf(ms: number): number {
  return Math.log(Math.max(1, ms))
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
