import { HOUR } from '../core/index.ts'
import type { JudgedRun } from './judged-run.ts'

/** How much the hour of the day (UTC) shifts the usual time of a step, and on how many runs we know it. */
interface HourPace {
  readonly runs: number
  readonly shift: number
}

/** How long one step usually takes; times as natural logarithms of milliseconds, so spreads are factors. */
export interface StepPace {
  /** The first times, until there are enough for a median; empty from then on. */
  readonly early: readonly number[]
  readonly runs: number
  /** Median, and spread around the hour's median as a standard deviation. */
  readonly middle: number
  readonly spread: number
  readonly hours: readonly (HourPace | null)[]
  /** The hour under way as it is now; `hours` has it only once it is over, so that a run copies no 24 of them. */
  readonly hour?: HourPace & { readonly index: number }
  /** Correlation of a time with the one before it, and the last deviation: slow runs come in company. */
  readonly autocorrelation: number
  readonly last: number
}

export type Pace = Readonly<Record<string, StepPace>>

/** A step that took far longer than usual. */
export interface SlowStep {
  readonly step: string
  readonly ms: number
  readonly usualMs: number
  readonly limitMs: number
}

/** What the times of a run say. */
export interface PaceFindings {
  readonly slow?: SlowStep | undefined
  /** Evidence per step for somewhat slower than usual. */
  readonly slowdown?: Readonly<Record<string, number>> | undefined
}

/**
 * Nobody who waits for an answer calls half a second more slow, however short it usually is; and a loaded machine
 * wobbles by as much, ms.
 */
const LEAST_EXCESS_MS = 500
/** What goes on for long is felt sooner, ms. */
const LEAST_SLOWDOWN_MS = 150
/** Runs before a time can be called slow, runs before the median is followed run by run, runs before drag is judged. */
const LEAST_RUNS = 3
const EARLY_RUNS = 9
const SLOWDOWN_RUNS = 30
/** A slow step takes at least twice the usual time, and lies this many spreads above it. */
const SLOW_FACTOR = Math.log(2)
const SLOW_SPREADS = 4
/** Drag: half as slow again, against up to 15 % slower, which is nothing. */
const SLOWDOWN_BROKEN = Math.log(1.5)
const SLOWDOWN_USUAL = Math.log(1.15)
/** No single run says more than this on drag: times have tails that no normal distribution has. */
const SLOWDOWN_MOST = 2
/** What goes on but is not felt speaks a little against drag. */
const UNFELT = -0.1
/** The spread we believe in before we know, and how many runs that belief is worth; none is believed to be smaller than the least. */
const PRIOR_SPREAD = 0.25
const PRIOR_RUNS = 5
const LEAST_SPREAD = 0.08
/** How many runs of an hour make its own shift half believed. */
const HOUR_RUNS = 20
/** The newest run counts at least this share, so that what is usual follows a service that changes. */
const LEAST_SHARE = 1 / 1_000
const LEAST_HOUR_SHARE = 1 / 300
/** More steps than this in one probe are not timed one by one. */
const MOST_STEPS = 24
const NO_HOURS: readonly null[] = Array.from({ length: 24 }, () => null)

const UNKNOWN: StepPace = {
  early: [],
  runs: 0,
  middle: 0,
  spread: PRIOR_SPREAD,
  hours: NO_HOURS,
  autocorrelation: 0,
  last: 0,
}

/** Compares the times of a run with what is usual at its hour. */
export function judgePace(pace: Pace, run: JudgedRun): PaceFindings {
  let slow: SlowStep | undefined
  let slowdown: Record<string, number> | undefined
  for (const { name, durationMs } of timesOf(run)) {
    const step = pace[name]
    if (!step || step.runs < LEAST_RUNS) continue
    const middle = middleAt(step, run.startedAt)
    const spread = spreadOf(step)
    const log = logOf(durationMs)
    const found = slowStep(name, durationMs, log, middle, spread)
    if (found && (!slow || found.ms / found.limitMs > slow.ms / slow.limitMs)) slow = found
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
 * The logarithm of the likelihood ratio of a time under "half as slow again" against "as usual", both lognormal, so
 * that it is linear in the deviation; divided by (1 + c)/(1 - c) for a correlation c of neighbours, the factor by
 * which a mean of correlated values varies more than one of independent ones.
 */
function slowdownOf(ms: number, log: number, middle: number, spread: number, correlation: number): number {
  const raw =
    ((SLOWDOWN_BROKEN - SLOWDOWN_USUAL) / spread ** 2) * (log - middle - (SLOWDOWN_BROKEN + SLOWDOWN_USUAL) / 2)
  const evidence = Math.max(-SLOWDOWN_MOST, Math.min(SLOWDOWN_MOST, raw))
  const unfelt = evidence > UNFELT && ms - Math.exp(middle) < LEAST_SLOWDOWN_MS
  const autocorrelation = Math.max(0, Math.min(0.9, correlation))
  return round(((unfelt ? UNFELT : evidence) * (1 - autocorrelation)) / (1 + autocorrelation))
}

/** @returns The pace after a run; `weight` below 1 learns that much slower. */
export function learnPace(pace: Pace, run: JudgedRun, weight = 1): Pace {
  const next = { ...pace }
  learnPaceInto(next, run, weight)
  return next
}

/** The same in place, for a pace that nobody else holds. */
export function learnPaceInto(pace: Record<string, StepPace>, run: JudgedRun, weight = 1): void {
  for (const { name, durationMs } of timesOf(run)) {
    const step = pace[name]
    if (!step && Object.keys(pace).length >= MOST_STEPS) continue
    pace[name] = learnStep(step ?? UNKNOWN, logOf(durationMs), run.startedAt, weight)
  }
}

function learnStep(step: StepPace, log: number, at: number, weight: number): StepPace {
  const runs = step.runs + 1
  if (runs <= EARLY_RUNS) return learnEarly(step, log, runs)
  const width = spreadOf(step)
  const middle = middleAt(step, at)
  // What lies far out moves the usual no further than two spreads: one stuck run does not make the next one normal.
  const off = Math.max(-2 * width, Math.min(2 * width, log - middle))
  const share = weight * Math.max(LEAST_SHARE, 1 / runs)
  const index = hourOf(at)
  const before = hourIn(step, index) ?? { runs: 0, shift: 0 }
  const hourShare = weight * Math.max(LEAST_HOUR_SHARE, 1 / (before.runs + 1))
  const own = Math.max(-2 * width, Math.min(2 * width, log - step.middle - before.shift))
  return {
    early: step.early,
    runs,
    middle: round(step.middle + share * off),
    spread: round(step.spread + share * (1.2533 * Math.abs(off) - step.spread)),
    hours: step.hour && step.hour.index !== index ? withHour(step.hours, step.hour) : step.hours,
    hour: { index, runs: before.runs + 1, shift: round(before.shift + hourShare * own) },
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

/** The usual time of a step at this hour, as a logarithm. */
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

export function spreadOf(pace: StepPace): number {
  const variance = (pace.runs * pace.spread ** 2 + PRIOR_RUNS * PRIOR_SPREAD ** 2) / (pace.runs + PRIOR_RUNS)
  return Math.max(LEAST_SPREAD, Math.sqrt(variance))
}

interface Timed {
  readonly name: string
  readonly durationMs: number
}

/** The steps of a run that say something on its pace: those that passed; the whole run where it has no steps. */
function timesOf({ steps, durationMs }: JudgedRun): readonly Timed[] {
  if (steps === undefined || steps.length === 0) return [{ name: '', durationMs }]
  return steps.filter((step) => step.outcome === 'passed' || step.outcome === 'slow').slice(0, MOST_STEPS)
}

/** No time is shorter than a millisecond, whose logarithm is 0. */
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
