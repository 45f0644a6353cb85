import type { SurfaceProbe, SurfaceView } from '../../../dashboards/model/model.ts'

/** A probe that is watched, with its surface. */
export interface KnownProbe {
  readonly surface: SurfaceView
  readonly probe: SurfaceProbe
}

/** All probes that are watched. */
export function knownProbes(surfaces: readonly SurfaceView[]): readonly KnownProbe[] {
  return surfaces.flatMap((surface) => surface.probes.map((probe) => ({ surface, probe })))
}

/** The probes with this name: of all targets, or of one. */
export function probesNamed(surfaces: readonly SurfaceView[], name: string, target?: string): readonly KnownProbe[] {
  return knownProbes(surfaces).filter(
    ({ surface, probe }) => probe.probe === name && (target === undefined || surface.target === target),
  )
}

/** The path of the page of a probe. */
export function probePath({ surface, probe }: KnownProbe): string {
  return `/probes/${encodeURIComponent(surface.target)}/${encodeURIComponent(probe.probe)}`
}
