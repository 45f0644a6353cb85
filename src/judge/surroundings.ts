import type { JudgeMemory } from '../core/index.ts'
import { incidentIn, type SurfaceMemory, streamIn } from './memory.ts'

/** What the judging of a surface depends on besides its own memory. */
export interface Surroundings {
  /** An incident is open on the target: joining it needs less than opening one. */
  readonly incidentOpen: boolean
  /** The share of the surface's streams whose last run was bad. */
  failing(): number
}

/**
 * Whether an incident was open when an instant (epoch ms) began: what other runs of that instant did to it must not matter,
 * or the order of runs would.
 */
export function wasIncidentOpen(memory: JudgeMemory, at: number): boolean {
  const { incident, since } = incidentIn(memory)
  if (incident === undefined || since >= at) return false
  return incident.resolvedAt === undefined || incident.resolvedAt >= at
}

/** The surroundings of a surface at a time (epoch ms; for a run, its start); `newest` is a run that is being judged and is not in the memory yet. */
export function surroundings(
  memory: JudgeMemory,
  surface: SurfaceMemory,
  at: number,
  newest?: { readonly stream: string; readonly bad: boolean },
): Surroundings {
  return {
    incidentOpen: wasIncidentOpen(memory, at),
    failing() {
      const streams = Object.keys(surface.streams)
      const hit = streams.filter((one) => (one === newest?.stream ? newest.bad : streamIn(memory, one).bad))
      return hit.length / Math.max(1, streams.length)
    },
  }
}
