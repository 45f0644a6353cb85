import type { QuietWindow } from '../model/mute.ts'
import { surfaceId } from '../model/run.ts'
import type { SurfaceRef } from '../ports/series.ts'

export type MuteScope = Pick<QuietWindow, 'target' | 'surface'>

/**
 * What a name on a mute covers: `claude/login` one surface, `login` that surface of every target, `claude` a target.
 * Undefined where nothing has this name.
 */
export function muteScope(surfaces: readonly SurfaceRef[], name: string): MuteScope | undefined {
  const match = surfaces.find((surface) => surfaceId(surface) === name)
  if (match) return { target: match.target, surface: match.surface }
  if (surfaces.some(({ surface }) => surface === name)) return { surface: name }
  if (surfaces.some(({ target }) => target === name)) return { target: name }
  return undefined
}

/** Every name that a mute may have. */
export function muteNames(surfaces: readonly SurfaceRef[]): readonly string[] {
  return [...new Set(surfaces.flatMap((ref) => [ref.surface, ref.target, surfaceId(ref)]))]
}

/** `claude/login`, `login`, `claude`, or `everything`. */
export function muteScopeText({ target, surface }: MuteScope): string {
  return [target, surface].filter(Boolean).join('/') || 'everything'
}
