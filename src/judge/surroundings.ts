import type { JudgeMemory } from '../core/index.ts'
import { incidentIn, type SurfaceMemory, streamIn } from './memory.ts'

/** What the judging of a surface depends on besides its own memory. */
export interface Surroundings {
  /** An incident is open on the target: joining it needs less than opening one. */
  readonly incidentOpen: boolean
  /** The share of the surface's streams whose last run was bad. */
  failing(): number
}

/** The surroundings of a surface at a time (epoch ms; for a run, its start); `newest` is a run that is being judged and is not in the memory yet. */
export function surroundings(
  memory: JudgeMemory,
  surface: SurfaceMemory,
  at: number,
  newest?: { readonly stream: string; readonly bad: boolean },
): Surroundings {
  const { incident, since } = incidentIn(memory)
  return {
    // Opened by another run of the same instant it does not count yet: the order of the two must not matter.
    incidentOpen: incident !== undefined && incident.resolvedAt === undefined && since < at,
    failing() {
      const streams = Object.keys(surface.streams)
      const hit = streams.filter((one) => (one === newest?.stream ? newest.bad : streamIn(memory, one).bad))
      return hit.length / Math.max(1, streams.length)
    },
  }
}
