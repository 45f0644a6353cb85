import type { Artifact, Failure, Outcome, ProbeKind, Problem, Question, StepResult } from '../../core/index.ts'
import type { Look } from '../browser/browser-options.ts'
import type { BrowserChoice } from '../browser/choice.ts'

/** The first message to a runner process. Secrets travel in it and in no other. */
export interface RunnerSetup {
  /** Probe files with the bundled module of each. */
  readonly modules: readonly { readonly file: string; readonly module: string }[]
  /** Result of `encodeTargets`. */
  readonly targets: string
  /** Result of `encodeProxy`. */
  readonly proxy: string
  readonly browser: BrowserChoice | undefined
  readonly look: Look | undefined
  readonly artifactDir: string
  /** Folder of kept sessions, and the key that seals them; without a key they are not kept. */
  readonly sessions: { readonly folder: string; readonly key: string | undefined }
  /** Whether the browser starts at once, before the first run needs it. */
  readonly warm: boolean
}

/** One run to do. */
export interface RunOrder {
  readonly id: number
  readonly file: string
  readonly probe: string
  readonly target: string
  /** The model to ask in place of the first of the api door. */
  readonly model?: string
  /** Asked in place of the question of the api door. */
  readonly question?: Question
  readonly timeoutMs: number
  readonly stepTimeoutMs: number
  /** Whether someone follows the steps: each one is reported as it begins. */
  readonly followed?: true
  /** Folder below `artifactDir` for screenshot, trace and console; absent on the cheap path. */
  readonly evidence?: string
}

export type ToRunner =
  | { readonly kind: 'setup'; readonly setup: RunnerSetup }
  | { readonly kind: 'run'; readonly order: RunOrder }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'stop' }

/** A probe as its file defines it, not yet checked. */
export interface FoundProbe {
  readonly file: string
  readonly kind: ProbeKind
  readonly options: Readonly<Record<string, unknown>>
  /** Set where Playwright knows no device of the name in `options`: the nearest name it knows, if any is near. */
  readonly noDevice?: { readonly nearest?: string }
  /** Whether its code has a step and an expectation at all. */
  readonly hasStep: boolean
  readonly hasExpectation: boolean
}

/** The outcome of a run in its runner, scrubbed of secrets. */
export interface RunReport {
  /** Time (ms) of preparation (browser start, sign-in) before the run proper. */
  readonly preparedMs: number
  readonly durationMs: number
  readonly outcome: Outcome
  readonly steps: readonly (Omit<StepResult, 'startedAt'> & { readonly offsetMs: number })[]
  readonly failure?: Failure
  readonly browser?: string
  readonly artifacts: readonly Artifact[]
}

export type FromRunner =
  | { readonly kind: 'loading'; readonly file: string }
  | { readonly kind: 'loaded'; readonly probes: readonly FoundProbe[]; readonly problems: readonly Problem[] }
  | { readonly kind: 'beat'; readonly rss: number }
  /** The preparation of a run in the browser is over. Other runs have none: they begin with their order. */
  | { readonly kind: 'begun'; readonly id: number }
  | { readonly kind: 'step'; readonly id: number; readonly name: string }
  | { readonly kind: 'report'; readonly id: number; readonly report: RunReport }
  | { readonly kind: 'child'; readonly pid: number; readonly alive: boolean }
  | { readonly kind: 'browser'; readonly name: string }
  | { readonly kind: 'note'; readonly event: string; readonly text: string }

const SHAPES: Readonly<Record<FromRunner['kind'], Readonly<Record<string, string>>>> = {
  loading: { file: 'string' },
  loaded: { probes: 'array', problems: 'array' },
  beat: { rss: 'number' },
  begun: { id: 'number' },
  step: { id: 'number', name: 'string' },
  report: { id: 'number', report: 'report' },
  child: { pid: 'number', alive: 'boolean' },
  browser: { name: 'string' },
  note: { event: 'string', text: 'string' },
}

/** A message of a runner, undefined where it is malformed: probe code runs there and can send anything. */
export function readFromRunner(message: unknown): FromRunner | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const fields = message as Record<string, unknown>
  const shape = Object.hasOwn(SHAPES, String(fields.kind)) ? SHAPES[fields.kind as FromRunner['kind']] : undefined
  if (!shape || !Object.entries(shape).every(([name, type]) => is(fields[name], type))) return undefined
  return message as FromRunner
}

function is(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type !== 'report') return typeof value === type
  if (typeof value !== 'object' || value === null) return false
  const report = value as Partial<Record<keyof RunReport, unknown>>
  return (
    typeof report.preparedMs === 'number' &&
    typeof report.durationMs === 'number' &&
    typeof report.outcome === 'string' &&
    Array.isArray(report.steps) &&
    Array.isArray(report.artifacts)
  )
}
