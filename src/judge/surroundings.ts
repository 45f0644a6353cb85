import type { SurfaceMemory, TargetMemory } from './memory.ts'

/** The state outside a surface that its judgement depends on. */
export interface Surroundings {
  /** An incident is open on the target: joining it needs less than opening one. */
  readonly incidentOpen: boolean
  /** @returns The share of the surface's streams whose last run was bad. */
  failing(): number
}

/**
 * @returns Whether an incident was open when an instant (epoch ms) began. Changes by other runs of the instant do not count, so
 * that the order of runs does not matter.
 */
export function wasIncidentOpen({ incident: { incident, since } }: TargetMemory, at: number): boolean {
  if (incident === undefined || since >= at) return false
  return incident.resolvedAt === undefined || incident.resolvedAt >= at
}

/**
 * @param at epoch ms; for a run, its start
 * @param newest the run being judged, which is not in the memory yet
 */
export function surroundings(
  memory: TargetMemory,
  surface: SurfaceMemory,
  at: number,
  newest?: { readonly stream: string; readonly bad: boolean },
): Surroundings {
  return {
    incidentOpen: wasIncidentOpen(memory, at),
    failing() {
      const ids = Object.keys(surface.streams)
      const bad = ids.filter((id) => (id === newest?.stream ? newest.bad : memory.streams.get(id)?.bad === true))
      return bad.length / Math.max(1, ids.length)
    },
  }
}
