import { coversSurface, type Incident, type QuietWindow } from '../../core/index.ts'
import type { Scene, Silenced } from './scene.ts'

/** What the windows silence of a target at `now` (epoch ms): a mute and a maintenance alike. */
export function silencedAt(
  windows: readonly QuietWindow[],
  of: { readonly target: string; readonly surfaces: readonly string[] },
  now: number,
): Silenced {
  const active = windows.filter(({ from, to }) => from <= now && now < to)
  const covered = of.surfaces.filter((surface) => active.some((window) => coversSurface(window, of.target, surface)))
  const all = active.some(
    ({ target, surface }) => surface === undefined && (target === undefined || target === of.target),
  )
  return { surfaces: covered, all }
}

/** Whether alerts about a surface are off; an empty name is the target as a whole. */
export function isSilenced({ silenced }: Pick<Scene, 'silenced'>, surface: string): boolean {
  if (!silenced) return false
  return silenced.all || silenced.surfaces.includes(surface)
}

/** The surfaces of an open incident that have not recovered and are not silenced. */
export function audibleSurfaces(scene: Pick<Scene, 'silenced'>, incident: Incident): readonly string[] {
  return incident.surfaces
    .filter(({ recoveredAt, retiredAt }) => recoveredAt === undefined && retiredAt === undefined)
    .map(({ surface }) => surface)
    .filter((surface) => !isSilenced(scene, surface))
}

/** When the last window that covered one of the surfaces ended (epoch ms, at or before `now`); undefined without one. */
export function silenceEndedAt(
  windows: readonly QuietWindow[],
  of: { readonly target: string; readonly surfaces: readonly string[] },
  now: number,
): number | undefined {
  const ended = windows.filter(
    (window) => window.to <= now && of.surfaces.some((surface) => coversSurface(window, of.target, surface)),
  )
  return ended.length === 0 ? undefined : Math.max(...ended.map(({ to }) => to))
}
