import type { JudgeMemory } from '../core/index.ts'
import { creditAfter } from './extra.ts'
import type { JudgedRun } from './judged-run.ts'
import {
  incidentIn,
  type Known,
  type LivedTime,
  type NoticeMemory,
  noticesIn,
  SLICE,
  type StreamKeys,
  type StreamMemory,
  type SurfaceMemory,
  surfaceIn,
  surfaceKey,
  targetIn,
  type WatchMemory,
  watchIn,
} from './memory.ts'
import { learnPace, type Pace, type PaceSight } from './pace.ts'
import type { Policy } from './policy.ts'
import { timeAt } from './showing.ts'
import { isQuiet, relationTo, type Sight, weigh } from './suspicion.ts'
import { learn, type Usual, usualRates } from './usual.ts'

/** Evidence of drag below this is far from any threshold. */
const LITTLE_DRAG = 5

/** The slices that an ordinary run changes; they are few, so a replay can set them in a memory of its own. */
export interface OrdinaryChange {
  readonly time: LivedTime
  readonly usual: StreamMemory
  readonly pace: Pace
  readonly watch: WatchMemory
}

/** Sets the slices that changed in a memory that may be changed. */
export function setOrdinary(
  memory: Record<string, unknown>,
  run: JudgedRun,
  keys: StreamKeys,
  change: OrdinaryChange,
): JudgeMemory {
  memory[SLICE.time] = change.time
  memory[keys.usual] = change.usual
  memory[keys.pace] = change.pace
  memory[surfaceKey(run.surface).watch] = change.watch
  return memory
}

/**
 * What changes in the memory after a good run of an operational surface of which nothing is suspected: by far the most
 * runs, so they take a short way. It leads to the same as the long one; undefined where anything is out of the ordinary.
 * With `evenSuspected` something may be suspected, which a good run only lessens: for those who run nothing on suspicion.
 */
export function ordinaryChange(
  memory: JudgeMemory,
  run: JudgedRun,
  known: Known,
  seen: PaceSight,
  policy: Policy,
  now: number,
  evenSuspected = false,
): OrdinaryChange | undefined {
  if (policy.quiet.length > 0 || run.outcome !== 'passed' || seen.slow) return undefined
  const surface = surfaceIn(memory, run.surface)
  const watch = watchIn(memory, run.surface)
  const { stream } = known.keys
  const quiet = isQuiet(watch.now)
  if (!quiet && !evenSuspected) return undefined
  if (!isOrdinary(surface, watch, run, stream) || hasNews(memory, run, surface.streams[stream])) return undefined
  const sights = [sightOf(run, stream, seen, quiet ? undefined : known.usual.usual)]
  const after = weigh(watch.now, run.startedAt, sights)
  for (const key in after.drag) if ((after.drag[key]?.evidence ?? 0) > LITTLE_DRAG) return undefined
  const time = timeAt(memory, now)
  const relations = {
    failed: relationTo('failed', watch.now, run.startedAt),
    slow: relationTo('slow', watch.now, run.startedAt),
  }
  const usual = learn(known.usual.usual, undefined, relations, run.startedAt)
  const credit = creditAfter(watch.credit, run, policy)
  return {
    time,
    usual: { heardMs: time.livedMs, at: run.startedAt, bad: false, usual },
    pace: learnPace(known.pace, run),
    watch: { at: run.startedAt, sights, before: watch.now, now: after, credit },
  }
}

function sightOf(run: JudgedRun, stream: string, { drag }: PaceSight, known: Usual | undefined): Sight {
  const endedAt = run.startedAt + run.durationMs
  if (!known) return drag ? { stream, endedAt, drag } : { stream, endedAt }
  const usual = { failed: usualRates(known, 'failed'), slow: usualRates(known, 'slow') }
  return drag ? { stream, usual, endedAt, drag } : { stream, usual, endedAt }
}

function isOrdinary(surface: SurfaceMemory, watch: WatchMemory, run: JudgedRun, stream: string): boolean {
  if (surface.state !== 'operational' || surface.condition !== 'operational' || surface.suspended) return false
  if (watch.at === run.startedAt) return false
  // One stream, and it is this one; of several, two can meet in one instant.
  for (const other in surface.streams) if (other !== stream) return false
  return stream in surface.streams
}

/** Whether the rest of the memory has anything that this run could change. */
function hasNews(memory: JudgeMemory, run: JudgedRun, knownMs: number | undefined): boolean {
  const { incident } = incidentIn(memory)
  if (incident && incident.resolvedAt === undefined) return true
  if (!isEmpty(noticesIn(memory))) return true
  for (const { probe, everyMs } of targetIn(memory)?.probes ?? []) if (probe === run.probe) return everyMs !== knownMs
  return true
}

function isEmpty({ open, first }: NoticeMemory): boolean {
  for (const _key in open) return false
  for (const _key in first) return false
  return true
}
