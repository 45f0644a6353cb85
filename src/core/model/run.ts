import type { Failure } from './failure.ts'
import type { StepRequest } from './step-request.ts'
import type { Outcome, ProbeKind, SkipReason, Trigger } from './words.ts'

/** A named part of a run. */
export interface StepResult {
  readonly name: string
  readonly outcome: Outcome
  /** Epoch milliseconds, UTC. */
  readonly startedAt: number
  /** Milliseconds by a monotonic clock. */
  readonly durationMs: number
  /** How many responses carried each HTTP status: `{ "200": 3, "500": 1 }`. */
  readonly statuses: Readonly<Record<string, number>>
  /** Named numbers, the unit in the name: `{ ttft_ms: 312, tokens: 24 }`. */
  readonly measures: Readonly<Record<string, number>>
  readonly failure?: Failure
  /** In the order in which they were sent; absent where none was recorded. */
  readonly requests?: readonly StepRequest[]
  /** How many requests are left out of `requests`; absent where none is. */
  readonly requestsLeftOut?: number
}

/** A file recorded as evidence of a run. `path` is relative to the artifact folder. */
export interface Artifact {
  readonly kind: 'screenshot' | 'trace' | 'console'
  readonly path: string
  readonly bytes: number
  /** True once the file was deleted to make room. */
  readonly gone?: true
}

/** Consecutive slots that were not run. */
export interface Skip {
  readonly reason: SkipReason
  readonly count: number
  /** The last of these slots, epoch ms. */
  readonly until: number
}

/** The identity of a scheduled flow: one probe through one surface of one target. */
export interface ProbeRef {
  readonly target: string
  readonly surface: string
  readonly probe: string
}

/** A probe that did not report although a slot was due and could have run. */
export interface SilentProbe extends ProbeRef {
  /** Active time since that slot, ms. Time in which the worker could not act does not count. */
  readonly silentMs: number
  /** The reason, if the worker has one: 'the run that began at 18:03:00 UTC has not ended'. */
  readonly cause?: string
}

/** One execution of a probe for one slot, from one location. A broken target is a value of this type, never an exception. */
export interface RunResult extends ProbeRef {
  readonly location: string
  readonly trigger: Trigger
  /** Epoch ms of the slot this run belongs to; `startedAt - scheduledAt` is the lag. */
  readonly scheduledAt: number
  readonly startedAt: number
  readonly durationMs: number
  readonly outcome: Outcome
  readonly steps: readonly StepResult[]
  /** The failure of the first failed step, or of the run itself if no step failed. */
  readonly failure?: Failure
  readonly skip?: Skip
  /** Name and version of the browser that ran, for browser probes. */
  readonly browser?: string
  readonly artifacts?: readonly Artifact[]
}

/** Path of the page of a run: '/runs/sandbox/login/1772449200000-schedule'. */
export function runPath(run: Pick<RunResult, 'target' | 'probe' | 'scheduledAt' | 'trigger'>): string {
  const { target, probe, scheduledAt, trigger } = run
  return `/runs/${encodeURIComponent(target)}/${encodeURIComponent(probe)}/${scheduledAt}-${trigger}`
}

/** Consecutive slots of one probe that were not run, from `scheduledAt` to `until` (epoch ms). */
export interface SkippedSlot extends ProbeRef, Skip {
  readonly location: string
  readonly trigger: Trigger
  /** Epoch ms of the first of these slots. */
  readonly scheduledAt: number
  /** Epoch ms at which the worker noticed. */
  readonly noticedAt: number
}

/** A request to run one probe once. */
export interface RunRequest extends ProbeRef {
  readonly location: string
  readonly trigger: Trigger
  readonly scheduledAt: number
  /** Record screenshot, trace and console (confirm runs do). */
  readonly evidence: boolean
  /** Asked in place of the question of the api door. */
  readonly question?: Question
}

/** A question to a model. */
export interface Question {
  readonly prompt: string
  /** The right answer contains it. */
  readonly answer: string
}

/** A probe of a target as it is scheduled; loaded from a probe file, plain data. */
export interface ProbePlan extends ProbeRef {
  readonly kind: ProbeKind
  readonly cadence: Cadence
  readonly timeoutMs: number
  readonly file: string
  /** The model to ask; absent for the first model of the door. */
  readonly model?: string
}

/** When a probe is due: at an interval (`every`, ms), or by a cron expression in a time zone (IANA name; default: local). */
export type Cadence = { readonly every: number } | { readonly cron: string; readonly timezone?: string }

/** `sandbox/login`: how a probe is named in lists, logs and on the command line. */
export function probeId(ref: ProbeRef): string {
  return `${ref.target}/${ref.probe}`
}

/** `sandbox/login` for a surface. */
export function surfaceId(ref: { readonly target: string; readonly surface: string }): string {
  return `${ref.target}/${ref.surface}`
}
