import type { TroubledSurface } from '../../continuity/index.ts'
import { defined, type JudgedChanges, type SurfaceStatus, surfaceId } from '../../core/index.ts'

/** The surfaces of a target with their states, as the plan names them. */
export function troubledNow(target: string, surfaces: readonly SurfaceStatus[]): readonly TroubledSurface[] {
  return surfaces.map(({ surface, state, failure }) => ({
    ...{ surface: surfaceId({ target, surface }), state },
    ...defined({ class: failure?.class }),
  }))
}

/** The same after a verdict; once the incident is over, the surfaces that it had, with their worst states. */
export function troubledAfter(
  target: string,
  surfaces: readonly SurfaceStatus[],
  { incident: change }: JudgedChanges,
): readonly TroubledSurface[] {
  if (change?.incident.resolvedAt === undefined) return troubledNow(target, surfaces)
  return change.incident.surfaces.map(({ surface, worst, failure }) => ({
    ...{ surface: surfaceId({ target, surface }), state: worst },
    ...defined({ class: failure?.class }),
  }))
}
