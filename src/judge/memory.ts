import type {
  Evidence,
  EvidenceRun,
  Failure,
  Incident,
  JudgeMemory,
  MeasuredState,
  Notice,
  State,
} from '../core/index.ts'
import { NOTHING_KNOWN, type Usual } from './baseline.ts'
import type { Trouble } from './episode.ts'
import type { Pace } from './pace.ts'
import { NO_SUSPICIONS, type Sight, type Suspicions } from './suspicion.ts'

/** A probe of a target and how often it runs. */
export interface WatchedProbe {
  readonly surface: string
  readonly probe: string
  /** How long its newest report may be old: the time between two slots, at night and at weekends longer for some. */
  readonly everyMs: number
  /** The least time between two slots, where that is less than `everyMs`: how often it runs while it runs. */
  readonly cadenceMs?: number
  /** The model it asks, where there is a probe for each of several models. */
  readonly model?: string
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

/** What changes on a surface when its state does, and while it is in trouble. */
export interface SurfaceMemory {
  readonly condition: Condition
  /** The state as it is stored: the condition, or what hides it. */
  readonly state: State
  /** The state without the maintenance window, where `state` is `maintenance`. */
  readonly measured?: MeasuredState
  readonly since: number
  readonly failure?: Failure
  readonly reason?: string
  /** When the trouble began, why it was declared, and how it goes; `before` the newest instant and after it. */
  readonly impactAt?: number
  readonly declared?: Evidence
  readonly trouble?: { readonly before: Trouble; readonly now: Trouble }
  /** The last recovery, how long the trouble before it lasted, and how often that had come back. */
  readonly well?: { readonly since: number; readonly lastedMs: number; readonly relapses: number }
  /** The newest runs that mattered, for the evidence. */
  readonly recent: readonly EvidenceRun[]
  /** Why nothing is known until a run of it is judged: a gap in watching, or a probe that could not be loaded. */
  readonly unseen?: string
  /** Set while our own network keeps us from judging. */
  readonly suspended: boolean
  /** Probe and location of all that was heard, with the interval. */
  readonly streams: Readonly<Record<string, number>>
  /** When watching began, in lived time: silence before that is not the probe's. */
  readonly watchedMs: number
}

/** What changes on a surface with every run. The runs of one instant are a set, so what was held before it is kept. */
export interface WatchMemory {
  readonly at: number
  readonly sights: readonly Sight[]
  readonly before: Suspicions
  readonly now: Suspicions
  /** Extra runs that may still be asked for, see extra.ts. */
  readonly credit: number
}

/** A probe at one location. */
export interface StreamMemory {
  /** Lived time of its last run that said something on the service, and when that run started (epoch ms). */
  readonly heardMs: number
  /** Lived time of a run since then that could not measure it. */
  readonly reportedMs?: number
  readonly at: number
  readonly bad: boolean
  readonly usual: Usual
}

export interface IncidentMemory {
  /** The open incident, or the last one. */
  readonly incident?: Incident
  /** When it was opened, or reopened (epoch ms). */
  readonly since: number
}

export interface NoticeMemory {
  readonly open: Readonly<Record<string, Notice>>
  /** Keys of trouble of our own that was seen once and awaits its confirm run, by probe. */
  readonly first: Readonly<Record<string, string>>
}

export const SLICE = { target: 'target', time: 'time', incident: 'incident', notices: 'notices', pool: 'pool' } as const

const SURFACE = 'surface/'
/** Names of slices, made once: a string that is put together anew for every run costs more than judging the run. */
const surfaceKeys = new Map<string, SurfaceKeys>()
const streamKeys = new Map<string, Map<string, StreamKeys>>()

interface SurfaceKeys {
  readonly surface: string
  readonly watch: string
}

export interface StreamKeys {
  readonly stream: string
  readonly usual: string
  readonly pace: string
}

/** The slices of a surface. */
export function surfaceKey(surface: string): SurfaceKeys {
  const known = surfaceKeys.get(surface)
  if (known) return known
  const made = { surface: SURFACE + surface, watch: `watch/${surface}` }
  if (surfaceKeys.size < 10_000) surfaceKeys.set(surface, made)
  return made
}

/** The slices of a probe at a location. */
export function streamKey(run: { readonly probe: string; readonly location: string }): StreamKeys {
  const ofProbe = streamKeys.get(run.probe)
  const known = ofProbe?.get(run.location)
  if (known) return known
  const stream = streamOf(run)
  const made = { stream, usual: `stream/${stream}`, pace: `pace/${stream}` }
  if (ofProbe) ofProbe.set(run.location, made)
  else if (streamKeys.size < 10_000) streamKeys.set(run.probe, new Map([[run.location, made]]))
  return made
}

/** A probe at a location. */
export function streamOf(run: { readonly probe: string; readonly location: string }): string {
  return `${run.probe}@${run.location}`
}

/** The surfaces that a memory holds. */
export function surfacesIn(memory: JudgeMemory): readonly string[] {
  return Object.keys(memory)
    .filter((key) => key.startsWith(SURFACE))
    .map((key) => key.slice(SURFACE.length))
}

const NO_TIME: LivedTime = { now: 0, livedMs: 0 }
const NO_INCIDENT: IncidentMemory = { since: 0 }
const NO_NOTICES: NoticeMemory = { open: {}, first: {} }
const NEW_STREAM: StreamMemory = { heardMs: 0, at: 0, bad: false, usual: NOTHING_KNOWN }
const NEW_WATCH: WatchMemory = { at: 0, sights: [], before: NO_SUSPICIONS, now: NO_SUSPICIONS, credit: 0 }
const NO_PACE: Pace = {}

export function targetIn(memory: JudgeMemory): JudgedTarget | undefined {
  return memory[SLICE.target] as JudgedTarget | undefined
}

export function timeIn(memory: JudgeMemory): LivedTime {
  return (memory[SLICE.time] as LivedTime | undefined) ?? NO_TIME
}

export function incidentIn(memory: JudgeMemory): IncidentMemory {
  return (memory[SLICE.incident] as IncidentMemory | undefined) ?? NO_INCIDENT
}

export function noticesIn(memory: JudgeMemory): NoticeMemory {
  return (memory[SLICE.notices] as NoticeMemory | undefined) ?? NO_NOTICES
}

export function surfaceIn(memory: JudgeMemory, name: string): SurfaceMemory {
  const known = memory[surfaceKey(name).surface] as SurfaceMemory | undefined
  if (known) return known
  const watchedMs = timeIn(memory).livedMs
  return { condition: 'unjudged', state: 'unknown', since: 0, recent: [], suspended: false, streams: {}, watchedMs }
}

export function watchIn(memory: JudgeMemory, surface: string): WatchMemory {
  return (memory[surfaceKey(surface).watch] as WatchMemory | undefined) ?? NEW_WATCH
}

export function streamIn(memory: JudgeMemory, stream: string): StreamMemory {
  return (memory[`stream/${stream}`] as StreamMemory | undefined) ?? NEW_STREAM
}

export interface Known {
  readonly keys: StreamKeys
  readonly usual: StreamMemory
  readonly pace: Pace
}

/** What is known of a probe at a location. */
export function knownOf(memory: JudgeMemory, run: { readonly probe: string; readonly location: string }): Known {
  const keys = streamKey(run)
  const usual = (memory[keys.usual] as StreamMemory | undefined) ?? NEW_STREAM
  return { keys, usual, pace: (memory[keys.pace] as Pace | undefined) ?? NO_PACE }
}

/** The memory with slices replaced; the same object where none differs. */
export function withSlices(memory: JudgeMemory, slices: Readonly<Record<string, unknown>>): JudgeMemory {
  let next: Record<string, unknown> | undefined
  for (const key in slices) {
    if (memory[key] === slices[key]) continue
    next ??= { ...memory }
    next[key] = slices[key]
  }
  return next ?? memory
}
