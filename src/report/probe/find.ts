import type { SurfaceProbe, SurfaceView } from '../../../dashboards/model/model.ts'

/** A scheduled probe with its surface. */
export interface WatchedProbe {
  readonly surface: SurfaceView
  readonly probe: SurfaceProbe
}

/** All scheduled probes. */
export function watchedProbes(surfaces: readonly SurfaceView[]): readonly WatchedProbe[] {
  return surfaces.flatMap((surface) => surface.probes.map((probe) => ({ surface, probe })))
}

/** The probes with this name: of all targets, or of one. */
export function probesNamed(surfaces: readonly SurfaceView[], name: string, target?: string): readonly WatchedProbe[] {
  return watchedProbes(surfaces).filter(
    ({ surface, probe }) => probe.probe === name && (target === undefined || surface.target === target),
  )
}

/** The path of the page of a probe. */
export function probePath({ surface, probe }: WatchedProbe): string {
  return `/probes/${encodeURIComponent(surface.target)}/${encodeURIComponent(probe.probe)}`
}
