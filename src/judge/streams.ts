import { type Failure, MINUTE } from '../core/index.ts'
import { evidenceRun, withRecentRun } from './evidence.ts'
import type { JudgedRun } from './judged-run.ts'
import type { SurfaceMemory, TargetMemory } from './memory.ts'
import type { Bad } from './suspicion.ts'

/** @returns The surface with a stream and its interval. */
export function registerStream(
  surface: SurfaceMemory,
  { target }: TargetMemory,
  { probe }: JudgedRun,
  id: string,
): SurfaceMemory {
  const watched = target.probes.find((other) => other.probe === probe)
  const everyMs = watched?.cadenceMs ?? watched?.everyMs ?? MINUTE
  return surface.streams[id] === everyMs ? surface : { ...surface, streams: { ...surface.streams, [id]: everyMs } }
}

/** A run that measured the service, and what it showed. */
interface MeasuredRun {
  readonly run: JudgedRun
  readonly id: string
  readonly bad: Bad | undefined
  readonly failure: Failure | undefined
}

/** @returns The surface after a run that measured it, which stays as evidence where it matters: bad, or in an episode. */
export function recordRun(surface: SurfaceMemory, memory: TargetMemory, measured: MeasuredRun): SurfaceMemory {
  const { run, id, bad, failure } = measured
  const next = registerStream(asSeen(surface), memory, run, id)
  if (!failure && !surface.episode && surface.condition !== 'unjudged') return next
  const outcome = bad === 'slow' ? 'slow' : run.outcome
  const recent = withRecentRun(next.recent, evidenceRun(run, outcome, failure))
  return failure ? { ...next, recent, failure } : { ...next, recent }
}

function asSeen(surface: SurfaceMemory): SurfaceMemory {
  if (surface.unseen === undefined && !surface.suspended) return surface
  const { unseen: _, ...seen } = surface
  return { ...seen, suspended: false }
}
