import type { IncidentSurface, State } from '../core/index.ts'

/** What is known of a surface for the scope of an incident. */
export interface SurfaceState {
  readonly surface: string
  readonly state: State
}

/** Surfaces that need no page and no sign-in by a person. */
const BACK_DOORS = new Set(['api', 'cli'])

/** One sentence on the pattern of an incident over the surfaces of its target. */
export function scopeOf(surfaces: readonly SurfaceState[]): string {
  const hit = surfaces.filter((one) => isBroken(one.state)).map((one) => one.surface)
  const fine = surfaces.filter((one) => one.state === 'operational').map((one) => one.surface)
  if (hit.length === 0) return 'all surfaces have recovered'
  if (fine.length === 0)
    return hit.length === 1 && surfaces.length > 1 ? `${hit[0]}; nothing is known of the rest` : wholeOf(surfaces)
  if (hit.length === 1 && hit[0] === 'login') return `sign-in only: ${listOf(fine)} ${verb(fine, 'works', 'work')}`
  if (hit.every((name) => !BACK_DOORS.has(name)) && fine.includes('api')) {
    return hit.length > 1
      ? `front doors only (${listOf(hit)}): API is up`
      : `${hit[0]} only: ${listOf(fine)} ${verb(fine, 'works', 'work')}`
  }
  return `${listOf(hit)} only: ${listOf(fine)} ${verb(fine, 'works', 'work')}`
}

function wholeOf(surfaces: readonly SurfaceState[]): string {
  const known = surfaces.filter((one) => isBroken(one.state))
  if (surfaces.length === 1) return `${known[0]?.surface ?? 'the service'}`
  return known.length === surfaces.length
    ? 'whole provider: every surface is hit'
    : `${listOf(known.map((one) => one.surface))}; nothing is known of the rest`
}

export function isBroken(state: State): boolean {
  return state === 'degraded' || state === 'down'
}

/** "login, chat and console" */
export function listOf(names: readonly string[]): string {
  const shown = names.map((name) => (name === 'api' || name === 'cli' ? name.toUpperCase() : name))
  if (shown.length < 2) return shown.join('')
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

function verb(names: readonly string[], one: string, many: string): string {
  return names.length === 1 ? one : many
}

/** Surfaces of an incident that are not operational again. */
export function unrecovered(surfaces: readonly IncidentSurface[]): readonly IncidentSurface[] {
  return surfaces.filter((one) => one.recoveredAt === undefined)
}
