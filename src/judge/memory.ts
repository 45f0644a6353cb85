import type {
  Evidence,
  EvidenceRun,
  Failure,
  Incident,
  JudgeMemory,
  Notice,
  RunResult,
  State,
  StepResult,
} from '../core/index.ts'
import type { Pace } from './pace.ts'
import type { Sight, Suspicions } from './suspicion.ts'
import { noSuspicions } from './suspicion.ts'
import type { Trouble } from './trouble.ts'
import { nothingKnown, type Usual } from './usual.ts'

/** What the judge needs of a run; a RunResult is one. */
export interface JudgedRun
  extends Pick<
    RunResult,
    'target' | 'surface' | 'probe' | 'location' | 'trigger' | 'startedAt' | 'durationMs' | 'outcome' | 'failure'
  > {
  readonly steps?: readonly Pick<StepResult, 'name' | 'outcome' | 'durationMs' | 'measures'>[]
}

/** A probe of a target and how often it runs. */
export interface WatchedProbe {
  readonly surface: string
  readonly probe: string
  readonly everyMs: number
}

export interface JudgedTarget {
  readonly name: string
  readonly probes: readonly WatchedProbe[]
}

/**
 * Time as the judge lived it: the wall clock when it last looked, and a clock that only runs while it looks often.
 * Silence is measured by the second, so neither a clock that is set nor a machine that slept looks like silence.
 */
export interface LivedTime {
  readonly now: number
  readonly livedMs: number
}

/** What we hold true of a surface, whatever window or silence hides it. */
export type Condition = 'unjudged' | 'operational' | 'degraded' | 'down'

/** A probe at one location, as its surface sees it. */
export interface StreamSeen {
  readonly everyMs: number
  /** Lived time of its last run that said something. */
  readonly heardMs: number
  readonly bad: boolean
}

export interface SurfaceMemory {
  readonly condition: Condition
  /** The state as it is shown: the condition, or what hides it. */
  readonly state: State
  readonly since: number
  readonly failure?: Failure
  readonly reason?: string
  /** When the trouble began, and why it was declared. */
  readonly impactAt?: number
  readonly declared?: Evidence
  readonly streams: Readonly<Record<string, StreamSeen>>
  /** Runs that started at the newest instant, and what was held before them: an instant is a set. */
  readonly instant: { readonly at: number; readonly sights: readonly Sight[]; readonly before: Suspicions }
  readonly suspicions: Suspicions
  readonly trouble?: Trouble
  readonly troubleBefore?: Trouble
  /** Extra runs asked for in the present suspicion. */
  readonly asked: number
  /** The newest runs that mattered, for the evidence. */
  readonly recent: readonly EvidenceRun[]
  /** Set while our own network keeps us from judging. */
  readonly suspended: boolean
  /** When judging began, in lived time: silence before that is not the probe's. */
  readonly watchedMs: number
}

export interface StreamMemory {
  readonly failed: Usual
  readonly slow: Usual
}

export interface IncidentMemory {
  /** The open incident, or the last one. */
  readonly incident?: Incident
  readonly relapses: number
}

export interface NoticeMemory {
  readonly open: Readonly<Record<string, Notice>>
  /** Keys of trouble of our own that was seen once and awaits its confirm run, by probe. */
  readonly first: Readonly<Record<string, string>>
}

export const SLICE = {
  target: 'target',
  time: 'time',
  incident: 'incident',
  notices: 'notices',
  surface: (surface: string) => `surface/${surface}`,
  stream: (stream: string) => `stream/${stream}`,
  pace: (stream: string) => `pace/${stream}`,
} as const

/** A probe at a location. */
export function streamOf(run: { readonly probe: string; readonly location: string }): string {
  return `${run.probe}@${run.location}`
}

/** The memory of a target of which nothing was seen yet. */
export function emptyMemory(target: JudgedTarget): JudgeMemory {
  return memoryFor(target, {})
}

/** The memory of a target whose probes may have changed since: what was learned stays, what is new is added. */
export function memoryFor(target: JudgedTarget, before: JudgeMemory): JudgeMemory {
  const memory: Record<string, unknown> = { ...before }
  if (JSON.stringify(before[SLICE.target]) !== JSON.stringify(target)) memory[SLICE.target] = target
  memory[SLICE.time] ??= { now: 0, livedMs: 0 } satisfies LivedTime
  memory[SLICE.incident] ??= { relapses: 0 } satisfies IncidentMemory
  memory[SLICE.notices] ??= { open: {}, first: {} } satisfies NoticeMemory
  const livedMs = (memory[SLICE.time] as LivedTime).livedMs
  for (const { surface } of target.probes) memory[SLICE.surface(surface)] ??= newSurface(livedMs)
  return memory
}

export function newSurface(livedMs: number): SurfaceMemory {
  const suspicions = noSuspicions()
  return {
    condition: 'unjudged',
    state: 'unknown',
    since: 0,
    streams: {},
    instant: { at: 0, sights: [], before: suspicions },
    suspicions,
    asked: 0,
    recent: [],
    suspended: false,
    watchedMs: livedMs,
  }
}

export function newStream(): StreamMemory {
  return { failed: nothingKnown(), slow: nothingKnown() }
}

/** Typed reading of the slices; the memory itself is plain JSON that a store gives back. */
export function read(memory: JudgeMemory) {
  const livedMs = () => (memory[SLICE.time] as LivedTime | undefined)?.livedMs ?? 0
  return {
    target: () => memory[SLICE.target] as JudgedTarget | undefined,
    time: () => (memory[SLICE.time] as LivedTime | undefined) ?? { now: 0, livedMs: 0 },
    incident: () => (memory[SLICE.incident] as IncidentMemory | undefined) ?? { relapses: 0 },
    notices: () => (memory[SLICE.notices] as NoticeMemory | undefined) ?? { open: {}, first: {} },
    surface: (name: string) => (memory[SLICE.surface(name)] as SurfaceMemory | undefined) ?? newSurface(livedMs()),
    stream: (stream: string) => (memory[SLICE.stream(stream)] as StreamMemory | undefined) ?? newStream(),
    pace: (stream: string) => (memory[SLICE.pace(stream)] as Pace | undefined) ?? {},
    surfaces: () =>
      Object.keys(memory)
        .filter((key) => key.startsWith('surface/'))
        .map((key) => key.slice('surface/'.length)),
  }
}
