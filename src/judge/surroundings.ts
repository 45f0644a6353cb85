import type { JudgeMemory } from '../core/index.ts'
import { incidentIn, type SurfaceMemory, streamIn } from './memory.ts'

/** What the judging of a surface depends on besides its own memory. */
export interface Surroundings {
  /** An incident is open on the target: joining it needs less than opening one. */
  readonly incidentOpen: boolean
  readonly relapses: number
  /** The share of the surface's streams whose last run was bad. */
  failing(): number
}

/** The surroundings of a surface; `newest` is a run that is being judged and is not in the memory yet. */
export function surroundings(
  memory: JudgeMemory,
  surface: SurfaceMemory,
  newest?: { readonly stream: string; readonly bad: boolean },
): Surroundings {
  const { incident, relapses } = incidentIn(memory)
  return {
    incidentOpen: incident !== undefined && incident.resolvedAt === undefined,
    relapses,
    failing() {
      const streams = Object.keys(surface.streams)
      const hit = streams.filter((one) => (one === newest?.stream ? newest.bad : streamIn(memory, one).bad))
      return hit.length / Math.max(1, streams.length)
    },
  }
}
