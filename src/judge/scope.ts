import { type IncidentSurface, isBroken, listOf, type State, surfaceList, surfaceWord } from '../core/index.ts'

export interface SurfaceState {
  readonly surface: string
  readonly state: State
}

/** A probe at a location, by its newest run. */
export interface StreamState {
  readonly surface: string
  readonly probe: string
  readonly location: string
  /** The model that the probe asks, where it is one of several. */
  readonly model?: string
  readonly bad: boolean
}

/** Surfaces that need no page and no sign-in by a person. */
const BACK_DOORS = new Set(['api', 'cli', 'mcp'])
/** How a surface is called among those that work. */
const WORKING_WORD: Readonly<Record<string, string>> = { session: 'existing sessions' }

/**
 * One sentence on the pattern of an incident: over the surfaces of its target and, where streams are given, over the
 * locations, models and probes of the surfaces that are hit.
 */
export function scopeOf(surfaces: readonly SurfaceState[], streams: readonly StreamState[] = []): string {
  const hit = surfaces.filter((one) => isBroken(one.state)).map((one) => one.surface)
  if (hit.length === 0) return withoutTrouble(surfaces)
  const pattern = surfacePattern(hit, surfaces)
  const details = streamPattern(streams.filter((one) => hit.includes(one.surface)))
  return details === '' ? pattern : `${details}; ${pattern}`
}

/** No surface is broken, which is not the same as that all work. */
function withoutTrouble(surfaces: readonly SurfaceState[]): string {
  const blind = surfaces.filter((one) => one.state === 'unknown').map((one) => one.surface)
  const parked = surfaces.filter((one) => one.state === 'maintenance').map((one) => one.surface)
  if (blind.length > 0) return `nothing is known of ${surfaceList(blind)}`
  return parked.length > 0 ? `${surfaceList(parked)} under maintenance` : 'all surfaces have recovered'
}

function surfacePattern(hit: readonly string[], surfaces: readonly SurfaceState[]): string {
  const fine = surfaces.filter((one) => one.state === 'operational').map((one) => one.surface)
  const blind = surfaces.filter((one) => one.state === 'unknown').map((one) => one.surface)
  if (fine.length === 0) {
    if (surfaces.length === hit.length)
      return hit.length === 1 ? surfaceList(hit) : 'whole provider: every surface is hit'
    return `${surfaceList(hit)}; nothing is known of ${blind.length > 0 ? surfaceList(blind) : 'the rest'}`
  }
  const working = `${surfaceList(fine.map((name) => WORKING_WORD[name] ?? name))} ${fine.length === 1 && fine[0] !== 'session' ? 'works' : 'work'}`
  if (hit.length === 1 && hit[0] === 'login') return `sign-in only: ${working}`
  if (hit.every((name) => !BACK_DOORS.has(name)) && fine.includes('api') && hit.length > 1) {
    return `front doors only (${surfaceList(hit)}): API is up`
  }
  if (hit.every((name) => BACK_DOORS.has(name)) && fine.some((name) => !BACK_DOORS.has(name))) {
    return `${surfaceList(hit)} only: the front doors (${surfaceList(fine.filter((name) => !BACK_DOORS.has(name)))}) work`
  }
  return `${surfaceList(hit)} only: ${working}`
}

/** "one location (eu)", "one model (opus)", "one probe of API (api-methods)"; empty where the pattern is no narrower. */
function streamPattern(streams: readonly StreamState[]): string {
  const places = partly(streams, (one) => one.location)
  if (places.length > 0) return `${places.length === 1 ? 'one location' : 'some locations'} (${listOf(places)})`
  const models = partly(
    streams.filter((one) => one.model !== undefined),
    (one) => one.model ?? '',
  )
  if (models.length > 0) return `${models.length === 1 ? 'one model' : 'some models'} (${listOf(models)})`
  for (const surface of new Set(streams.map((one) => one.surface))) {
    const probes = partly(
      streams.filter((one) => one.surface === surface),
      (one) => one.probe,
    )
    if (probes.length > 0)
      return `${probes.length === 1 ? 'one probe' : 'some probes'} of ${surfaceWord(surface)} (${probes.join(', ')})`
  }
  return ''
}

/** The values for which something is bad, where there are others for which nothing is. */
function partly(streams: readonly StreamState[], keyOf: (stream: StreamState) => string): readonly string[] {
  const bad = new Set(streams.filter((one) => one.bad).map(keyOf))
  const all = new Set(streams.map(keyOf))
  return bad.size > 0 && bad.size < all.size ? [...bad].sort() : []
}

/** Surfaces of an incident that are not operational again, those left out that are no longer watched. */
export function unrecovered(surfaces: readonly IncidentSurface[]): readonly IncidentSurface[] {
  return surfaces.filter((one) => one.recoveredAt === undefined && one.retiredAt === undefined)
}
