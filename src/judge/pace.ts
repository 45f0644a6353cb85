import type { JudgedRun } from './memory.ts'

/** How long one step usually takes, in natural logarithms of milliseconds. */
export interface StepPace {
  /** The first times, until there are enough for a median; empty from then on. */
  readonly early: readonly number[]
  readonly runs: number
  /** Median and spread (as a standard deviation) of the logarithm. */
  readonly middle: number
  readonly spread: number
}

export type Pace = Readonly<Record<string, StepPace>>

/** A run that took far longer than usual, by its worst step. */
export interface SlowStep {
  readonly step: string
  readonly ms: number
  readonly usualMs: number
  readonly limitMs: number
}

/** Times this close to each other are the same to a person, and tooling wobbles by as much, ms. */
const LEAST_EXCESS_MS = 100
const LEAST_RUNS = 3
const EARLY_RUNS = 9
/** A slow run takes at least twice the usual time, and lies this many spreads above it. */
const SLOW_FACTOR = Math.log(2)
const SLOW_SPREADS = 4
/** The spread we believe in before we know, and how many runs that belief is worth. */
const PRIOR_SPREAD = 0.25
const PRIOR_RUNS = 5
/** The newest runs count at least this share, so that the usual pace follows a service that changes. */
const LEAST_SHARE = 1 / 500
/** More steps than this in one probe are not timed one by one. */
const MOST_STEPS = 24

const UNKNOWN: StepPace = { early: [], runs: 0, middle: 0, spread: PRIOR_SPREAD }

/** The steps of a run that say something on its pace: those that passed; the whole run where it has no steps. */
export function timesOf(run: JudgedRun): readonly (readonly [step: string, ms: number])[] {
  if (run.steps === undefined || run.steps.length === 0) return [['', run.durationMs]]
  return run.steps
    .filter((step) => step.outcome === 'passed' || step.outcome === 'slow')
    .slice(0, MOST_STEPS)
    .map((step) => [step.name, step.durationMs] as const)
}

/** The step that was slow beyond what is usual, if any: the one that lies furthest above its limit. */
export function slowestStep(run: JudgedRun, pace: Pace): SlowStep | undefined {
  let worst: SlowStep | undefined
  for (const [step, ms] of timesOf(run)) {
    const usual = pace[step]
    if (!usual || usual.runs < LEAST_RUNS) continue
    const usualMs = Math.exp(usual.middle)
    const limit = Math.exp(usual.middle + Math.max(SLOW_FACTOR, SLOW_SPREADS * spreadOf(usual)))
    const limitMs = Math.max(limit, usualMs + LEAST_EXCESS_MS)
    if (ms > limitMs && (!worst || ms / limitMs > worst.ms / worst.limitMs)) worst = { step, ms, usualMs, limitMs }
  }
  return worst
}

/** Takes the times of a run into account. */
export function learnPace(pace: Pace, run: JudgedRun): Pace {
  let next = pace
  for (const [step, ms] of timesOf(run)) {
    const known = next[step] ?? UNKNOWN
    if (!(step in next) && Object.keys(next).length >= MOST_STEPS) continue
    next = { ...next, [step]: learnStep(known, Math.log(Math.max(1, ms))) }
  }
  return next
}

function learnStep(known: StepPace, log: number): StepPace {
  const runs = known.runs + 1
  if (runs <= EARLY_RUNS) {
    const early = [...known.early, round(log)]
    const middle = medianOf(early)
    const spread = 1.4826 * medianOf(early.map((value) => Math.abs(value - middle)))
    if (runs < EARLY_RUNS) return { early, runs, middle: round(middle), spread: round(spread) }
    return { early: [], runs, middle: round(middle), spread: round(spread) }
  }
  const share = Math.max(LEAST_SHARE, 1 / runs)
  const width = spreadOf(known)
  // What lies far out moves the usual no further than two spreads: one stuck run does not make the next one normal.
  const off = Math.max(-2 * width, Math.min(2 * width, log - known.middle))
  return {
    early: [],
    runs,
    middle: round(known.middle + share * off),
    spread: round(known.spread + share * (1.2533 * Math.abs(off) - known.spread)),
  }
}

function spreadOf(pace: StepPace): number {
  return Math.sqrt((pace.runs * pace.spread ** 2 + PRIOR_RUNS * PRIOR_SPREAD ** 2) / (pace.runs + PRIOR_RUNS))
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2
}

function round(value: number): number {
  return Math.round(value * 1e5) / 1e5
}
