import type { Outcome, Quantiles, SkipReason, Trigger } from '../../src/core/index.ts'
import type { DisplayState, FailureView, NoticeView, ProbeLatency, RunDot, SetupMark, SpendView } from './model.ts'

/** One probe. Times epoch ms UTC, durations ms. */
export interface ProbePageModel {
  readonly at: number
  readonly target: string
  readonly surface: string
  /** Of the surface. */
  readonly title: string
  readonly probe: string
  /** State of the surface. */
  readonly standing: DisplayState
  readonly schedule: { readonly everyMs: number; readonly nextAt?: number; readonly runningSince?: number }
  /** The newest scheduled and confirm runs, oldest first. */
  readonly strip: readonly RunDot[]
  /** The newest first. */
  readonly runs: readonly RunLine[]
  /** Runs that failed or could not measure in the last days, newest first. */
  readonly failures: readonly RunLine[]
  /** Slots that were not run in the last days, newest first. */
  readonly skips: readonly SkipLine[]
  readonly notices: readonly NoticeView[]
  readonly spend: ProbeSpend
  readonly drift: ProbeDrift
  /** The incidents of its surface, newest first. */
  readonly incidents: readonly ProbeIncident[]
}

/** A run as a line that leads to its page. */
export interface RunLine {
  /** Path of its page, encoded. */
  readonly path: string
  readonly at: number
  readonly outcome: Outcome
  readonly trigger: Trigger
  readonly durationMs: number
  readonly failure?: FailureView
}

export interface SkipLine {
  readonly from: number
  readonly until: number
  readonly count: number
  readonly reason: SkipReason
}

/** What a run costs in the mean of the newest, and what the target spends with all its probes. */
export interface ProbeSpend {
  /** How many runs the mean is over; without any there is none. */
  readonly runs: number
  readonly perRun: { readonly requests: number; readonly outputTokens: number; readonly microUsd: number }
  /** At its interval. */
  readonly runsPerDay: number
  readonly target?: SpendView
}

/** The times of its steps over the last days, against as many days before. */
export interface ProbeDrift {
  readonly days: number
  readonly steps: readonly StepDrift[]
  /** The last days and those before as charts. */
  readonly charts?: ProbeLatency
  readonly range: { readonly from: number; readonly to: number; readonly bucketMs: number }
  /** Changes in that time that may have moved them. */
  readonly setup: readonly SetupMark[]
}

export interface StepDrift {
  readonly step: string
  /** `duration_ms`, or the name of a measure. */
  readonly measure: string
  readonly now: Quantiles
  /** Absent where it did not run before. */
  readonly before?: Quantiles
  /** Change of the median, 0.25 for a quarter slower; absent where there are too few runs to tell. */
  readonly change?: number
}

export interface ProbeIncident {
  readonly name: string
  readonly title: string
  readonly impactAt: number
  /** Absent while it lasts. */
  readonly resolvedAt?: number
}
