import type { SurfaceView } from '../../dashboards/model/model.ts'
import { MINUTE, type ProbeRef, surfaceId } from '../core/index.ts'

/** Interval that is assumed of a probe whose schedule is unknown, ms. */
export const ASSUMED_INTERVAL_MS = 15 * MINUTE

/** A line of a chart bridges one missing slot, not two: points further apart than this many intervals are not joined. */
export const JOINED_INTERVALS = 2.5

/** How often the probes of the current surfaces run. */
interface Intervals {
  /** Between the slots of the probes of a surface, ms, by the surface's id. */
  readonly ofSurface: (id: string) => readonly number[]
  /** Of its most frequent probe. */
  readonly shortest: (id: string) => number
  /** Between the slots of one probe, ms. */
  readonly ofProbe: (probe: ProbeRef) => number
}

export function intervalsOf(surfaces: readonly SurfaceView[]): Intervals {
  const bySurface = new Map(
    surfaces.map((surface) => [surfaceId(surface), surface.probes.map(({ everyMs }) => everyMs)]),
  )
  const ofSurface = (id: string) => bySurface.get(id) ?? []
  return {
    ofSurface,
    shortest: (id) => (ofSurface(id).length === 0 ? ASSUMED_INTERVAL_MS : Math.min(...ofSurface(id))),
    ofProbe({ target, probe }) {
      const probes = surfaces.filter((surface) => surface.target === target).flatMap((surface) => surface.probes)
      return probes.find((schedule) => schedule.probe === probe)?.everyMs ?? ASSUMED_INTERVAL_MS
    },
  }
}
