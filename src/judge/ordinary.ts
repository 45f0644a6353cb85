import type { JudgeMemory } from '../core/index.ts'
import { learn, type Usual, usualRates } from './baseline.ts'
import { creditAfter } from './extra.ts'
import type { JudgedRun } from './judged-run.ts'
import {
  incidentIn,
  type LivedTime,
  type NoticeMemory,
  noticesIn,
  type StreamMemory,
  surfaceIn,
  targetIn,
  type WatchMemory,
} from './memory.ts'
import type { PaceSight } from './pace.ts'
import type { Policy } from './policy.ts'
import { poolIn } from './pool.ts'
import { laterThan } from './showing.ts'
import { isQuiet, relationTo, type Sight, weigh } from './suspicion.ts'

/** Evidence of drag below this is far from any threshold. */
const LITTLE_DRAG = 5

/** What an ordinary run changes, besides the pace of its probe. */
export interface Ordinary {
  readonly time: LivedTime
  readonly usual: StreamMemory
  readonly watch: WatchMemory
}

/**
 * Whether all that a run of this stream does not change is as it is on most days: the surface is operational, no other
 * stream can meet this one in an instant, no incident is open, there is no notice to clear and no window. While runs
 * are ordinary this stays as it is.
 */
export function isOrdinaryDay(memory: JudgeMemory, run: JudgedRun, stream: string, policy: Policy): boolean {
  if (policy.quiet.length > 0) return false
  const surface = surfaceIn(memory, run.surface)
  if (surface.state !== 'operational' || surface.condition !== 'operational' || surface.suspended) return false
  for (const other in surface.streams) if (other !== stream) return false
  const { undecided, instant } = poolIn(memory)
  if (undecided || instant.at === run.startedAt) return false
  const { incident } = incidentIn(memory)
  if (incident && incident.resolvedAt === undefined) return false
  if (!isEmpty(noticesIn(memory))) return false
  const watched = targetIn(memory)?.probes.find(({ probe }) => probe === run.probe)
  return watched !== undefined && (watched.cadenceMs ?? watched.everyMs) === surface.streams[stream]
}

function isEmpty({ open, first }: NoticeMemory): boolean {
  for (const _key in open) return false
  for (const _key in first) return false
  return true
}

/**
 * What a good run changes on an ordinary day while nothing is suspected: by far the most runs, so they take a short way.
 * It leads to the same as the long one; undefined where anything is out of the ordinary. With `evenSuspected` something
 * may be suspected, which a good run only lessens: for those who run nothing on suspicion.
 */
export function ordinaryChange(
  { time, usual, watch }: Ordinary,
  run: JudgedRun,
  stream: string,
  seen: PaceSight,
  policy: Policy,
  now: number,
  evenSuspected = false,
): Ordinary | undefined {
  const at = run.startedAt
  if (run.outcome !== 'passed' || seen.slow || watch.at === at) return undefined
  const before = watch.now
  const quiet = isQuiet(before)
  if (!quiet && !evenSuspected) return undefined
  const sights = [goodSight(run, stream, seen, quiet ? undefined : usual.usual)]
  const after = weigh(before, at, sights)
  for (const key in after.drag) if ((after.drag[key]?.evidence ?? 0) > LITTLE_DRAG) return undefined
  const later = laterThan(time, now)
  const relations = { failed: relationTo('failed', before, at), slow: relationTo('slow', before, at) }
  return {
    time: later,
    usual: { heardMs: later.livedMs, at, bad: false, usual: learn(usual.usual, undefined, relations, at) },
    watch: { at, sights, before, now: after, credit: creditAfter(watch.credit, run, policy) },
  }
}

/** What a good run says; `known` where something is suspected that it weighs against. */
export function goodSight(run: JudgedRun, stream: string, { drag }: PaceSight, known: Usual | undefined): Sight {
  const usual = known && { failed: usualRates(known, 'failed'), slow: usualRates(known, 'slow') }
  return { stream, usual, endedAt: run.startedAt + run.durationMs, drag }
}
