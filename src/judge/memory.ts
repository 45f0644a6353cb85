import {
  type Evidence,
  type EvidenceRun,
  type Failure,
  ImmutableMap,
  type Incident,
  type MeasuredState,
  type Notice,
  type ProbeRef,
  type State,
} from '../core/index.ts'
import { type Baseline, EMPTY_BASELINE } from './baseline.ts'
import type { Episode } from './episode.ts'
import type { Pace } from './pace.ts'
import { EMPTY_POOL, type PoolMemory } from './pool.ts'
import { NO_SUSPICIONS, type Observation, type Suspicions } from './suspicion.ts'

/** Raise it with every change of the shape, and teach the store to read the version before. */
export const MEMORY_VERSION = 2

/**
 * What the judge remembers of one target: plain data of constant size, however long the history. A judgement shares all that
 * did not change with the memory before it, so a store writes only the parts that differ (`!==`).
 */
export interface TargetMemory {
  readonly version: typeof MEMORY_VERSION
  readonly target: JudgedTarget
  readonly time: ActiveTime
  readonly incident: IncidentMemory
  readonly notices: NoticeMemory
  readonly pool: PoolMemory
  /** By surface. */
  readonly surfaces: Readonly<Record<string, SurfaceMemory>>
  readonly watches: Readonly<Record<string, WatchMemory>>
  /** By stream, see streamId. */
  readonly streams: ImmutableMap<StreamMemory>
  readonly paces: ImmutableMap<Pace>
}

/** A probe of a target and how often it runs. */
export interface WatchedProbe {
  readonly surface: string
  readonly probe: string
  /** The longest time between two slots, ms: at night and at weekends it may be longer than `cadenceMs`. */
  readonly everyMs: number
  /** The shortest time between two slots, ms, where that is less than `everyMs`. */
  readonly cadenceMs?: number
  /** The model it asks, where there is a probe for each of several models. */
  readonly model?: string
}

export interface JudgedTarget {
  readonly name: string
  readonly probes: readonly WatchedProbe[]
}

/**
 * Active time advances at most 30 s per tick, so sleep and clock changes are not silence. `now` is the wall clock of the last
 * tick (epoch ms), `activeMs` the active time since the memory began.
 */
export interface ActiveTime {
  readonly now: number
  readonly activeMs: number
}

/** The state of a surface by its runs alone, without windows and silence. */
type Condition = 'unjudged' | 'operational' | 'degraded' | 'down'

/** What changes on a surface when its state does, and during an episode. */
export interface SurfaceMemory {
  readonly condition: Condition
  /** The state as it is stored: the condition, or what hides it. */
  readonly state: State
  /** The state without the maintenance window, where `state` is `maintenance`. */
  readonly measured?: MeasuredState
  /** Epoch ms when the state began. */
  readonly since: number
  readonly failure?: Failure
  readonly reason?: string
  /** When the episode began (epoch ms), and why it was declared. */
  readonly impactAt?: number
  readonly declared?: Evidence
  /** The episode before the newest instant and after it. */
  readonly episode?: { readonly before: Episode; readonly now: Episode }
  readonly recovery?: Recovery
  /** The newest runs used as evidence. */
  readonly recent: readonly EvidenceRun[]
  /** Why the surface has no data until a run of it is judged: a gap in watching, or a probe that could not be loaded. */
  readonly unseen?: string
  /** The monitor's own network fails. */
  readonly suspended: boolean
  /** The interval of every registered stream, ms. */
  readonly streams: Readonly<Record<string, number>>
  /** Active time when watching began: silence before that is not the probe's. */
  readonly watchedMs: number
}

/** The last recovery of a surface. */
interface Recovery {
  /** Epoch ms. */
  readonly since: number
  /** How long the episode before it lasted, ms. */
  readonly lastedMs: number
  /** Number of earlier relapses of that episode. */
  readonly relapses: number
}

/** What changes on a surface with every run. The runs of one instant are a set, so the suspicions before it are kept. */
export interface WatchMemory {
  /** Epoch ms of the newest instant. */
  readonly at: number
  readonly observations: readonly Observation[]
  readonly before: Suspicions
  readonly now: Suspicions
  /** Extra runs that may still be asked for, see extra.ts. */
  readonly extraRunBudget: number
}

/** A stream: a probe at one location. */
export interface StreamMemory {
  readonly probe: string
  readonly location: string
  /** Active time of its last run that measured the service. */
  readonly lastSeenMs: number
  /** Active time of a run since then that could not measure it. */
  readonly reportedMs?: number
  /** Start of the last run that measured the service (epoch ms), and whether that run was bad. */
  readonly at: number
  readonly bad: boolean
  readonly baseline: Baseline
}

export interface IncidentMemory {
  /** The open incident, or the last one. */
  readonly incident?: Incident
  /** When it was opened, or reopened (epoch ms). */
  readonly since: number
}

export interface NoticeMemory {
  /** Open notices by key. */
  readonly open: Readonly<Record<string, Notice>>
  /** By probe, the key of a failure that awaits its confirm run before a notice opens. */
  readonly first: Readonly<Record<string, string>>
}

/** A probe at a location; part of a run. */
type StreamRef = Pick<ProbeRef, 'probe'> & { readonly location: string }

const NO_INCIDENT: IncidentMemory = { since: 0 }
const NO_NOTICES: NoticeMemory = { open: {}, first: {} }
const NEW_WATCH: WatchMemory = {
  at: 0,
  observations: [],
  before: NO_SUSPICIONS,
  now: NO_SUSPICIONS,
  extraRunBudget: 0,
}

/** @returns The memory of a target without any run: the judge's prior. */
export function emptyMemory(target: JudgedTarget): TargetMemory {
  return memoryFor(target, {
    version: MEMORY_VERSION,
    target: { name: target.name, probes: [] },
    time: { now: 0, activeMs: 0 },
    incident: NO_INCIDENT,
    notices: NO_NOTICES,
    pool: EMPTY_POOL,
    surfaces: {},
    watches: {},
    streams: ImmutableMap.EMPTY,
    paces: ImmutableMap.EMPTY,
  })
}

/**
 * @returns The memory of a target whose probes may have changed: baselines stay, new surfaces are added, and streams
 * of removed probes no longer count as silent. The same memory if it has this very `target` object.
 */
export function memoryFor(target: JudgedTarget, before: TargetMemory): TargetMemory {
  if (before.target === target) return before
  const surfaces = { ...before.surfaces }
  const watches = { ...before.watches }
  const probes = new Set(target.probes.map(({ probe }) => probe))
  for (const { surface } of target.probes) {
    surfaces[surface] = withWatchedStreams(surfaceIn(before, surface), before.streams, probes)
    watches[surface] ??= NEW_WATCH
  }
  return { ...before, target, surfaces, watches }
}

function withWatchedStreams(
  surface: SurfaceMemory,
  streams: TargetMemory['streams'],
  probes: ReadonlySet<string>,
): SurfaceMemory {
  const all = Object.entries(surface.streams)
  const watched = all.filter(([id]) => probes.has(streams.get(id)?.probe ?? ''))
  return watched.length === all.length ? surface : { ...surface, streams: Object.fromEntries(watched) }
}

/** @returns `login@eu`: names a stream in memory and in texts. Nothing parses it. */
export function streamId({ probe, location }: StreamRef): string {
  return `${probe}@${location}`
}

export function surfaceIn(memory: TargetMemory, surface: string): SurfaceMemory {
  if (Object.hasOwn(memory.surfaces, surface)) return memory.surfaces[surface] ?? newSurface(memory)
  return newSurface(memory)
}

function newSurface({ time }: TargetMemory): SurfaceMemory {
  return {
    ...{ condition: 'unjudged', state: 'unknown', since: 0, recent: [], suspended: false, streams: {} },
    watchedMs: time.activeMs,
  }
}

export function watchIn({ watches }: TargetMemory, surface: string): WatchMemory {
  return Object.hasOwn(watches, surface) ? (watches[surface] ?? NEW_WATCH) : NEW_WATCH
}

export function newStream({ probe, location }: StreamRef): StreamMemory {
  return { probe, location, lastSeenMs: 0, at: 0, bad: false, baseline: EMPTY_BASELINE }
}

/** @returns Every surface that a memory holds or its target watches. */
export function surfaceNames({ target, surfaces }: TargetMemory): ReadonlySet<string> {
  const names = new Set(target.probes.map(({ surface }) => surface))
  for (const name in surfaces) names.add(name)
  return names
}

export function withSurface(memory: TargetMemory, name: string, surface: SurfaceMemory): TargetMemory {
  if (memory.surfaces[name] === surface) return memory
  return { ...memory, surfaces: { ...memory.surfaces, [name]: surface } }
}

export function isOpen({ incident }: IncidentMemory): boolean {
  return incident !== undefined && incident.resolvedAt === undefined
}
