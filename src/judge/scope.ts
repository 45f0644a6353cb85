import { type IncidentSurface, isBroken, listOf, type State, surfaceList, surfaceWord } from '../core/index.ts'

export interface SurfaceState {
  readonly surface: string
  readonly state: State
}

/** The newest run of a probe at a location. */
export interface StreamState {
  readonly surface: string
  readonly probe: string
  readonly location: string
  /** The AI model of the probe, where the target has several. */
  readonly model?: string
  readonly bad: boolean
}

/** Surfaces without a page and a sign-in by a person. */
const BACK_DOORS = new Set(['api', 'cli', 'mcp'])
/** Names of surfaces in the list of those that work, where they differ. */
const WORKING_WORD: Readonly<Record<string, string>> = { session: 'existing sessions' }

/**
 * @param streams the streams of the surfaces; without them the pattern is over surfaces only
 * @returns One sentence on which surfaces, locations, models and probes an incident affects
 */
export function scopeOf(surfaces: readonly SurfaceState[], streams: readonly StreamState[] = []): string {
  const hit = surfaces.filter(({ state }) => isBroken(state)).map(({ surface }) => surface)
  if (hit.length === 0) return withoutTrouble(surfaces)
  const pattern = surfacePattern(hit, surfaces)
  const details = streamPattern(streams.filter(({ surface }) => hit.includes(surface)))
  return details === '' ? pattern : `${details}; ${pattern}`
}

/** For a target without a broken surface; some may be unknown or under maintenance. */
function withoutTrouble(surfaces: readonly SurfaceState[]): string {
  const unknown = namesIn(surfaces, 'unknown')
  const inMaintenance = namesIn(surfaces, 'maintenance')
  if (unknown.length > 0) return unknownSentence(unknown)
  return inMaintenance.length > 0 ? `${surfaceList(inMaintenance)} under maintenance` : 'all surfaces have recovered'
}

/** 'the state of the surface chat is unknown': surfaces of users have any name, also one that reads as a common word. */
function unknownSentence(surfaces: readonly string[]): string {
  return `the state of the ${surfaces.length === 1 ? 'surface' : 'surfaces'} ${surfaceList(surfaces)} is unknown`
}

function namesIn(surfaces: readonly SurfaceState[], wanted: State): readonly string[] {
  return surfaces.filter(({ state }) => state === wanted).map(({ surface }) => surface)
}

function surfacePattern(hit: readonly string[], surfaces: readonly SurfaceState[]): string {
  const working = namesIn(surfaces, 'operational')
  const unknown = namesIn(surfaces, 'unknown')
  if (working.length === 0) {
    if (surfaces.length === hit.length)
      return hit.length === 1 ? surfaceList(hit) : 'whole provider: every surface is hit'
    const affected = `${surfaceList(hit)} ${hit.length === 1 ? 'is' : 'are'} affected`
    return `${affected}; ${unknown.length > 0 ? unknownSentence(unknown) : 'the state of the other surfaces is unknown'}`
  }
  const workingWords = `${surfaceList(working.map((name) => WORKING_WORD[name] ?? name))} ${working.length === 1 && working[0] !== 'session' ? 'works' : 'work'}`
  if (hit.length === 1 && hit[0] === 'login') return `sign-in only: ${workingWords}`
  if (hit.every((name) => !BACK_DOORS.has(name)) && working.includes('api') && hit.length > 1) {
    return `front doors only (${surfaceList(hit)}): API is up`
  }
  if (hit.every((name) => BACK_DOORS.has(name)) && working.some((name) => !BACK_DOORS.has(name))) {
    return `${surfaceList(hit)} only: the front doors (${surfaceList(working.filter((name) => !BACK_DOORS.has(name)))}) work`
  }
  return `${surfaceList(hit)} only: ${workingWords}`
}

/** @returns "one location (eu)", "one model (opus)" or "one probe of API (api-methods)"; empty where all streams are bad. */
function streamPattern(streams: readonly StreamState[]): string {
  const locations = partlyBad(streams, ({ location }) => location)
  if (locations.length > 0)
    return `${locations.length === 1 ? 'one location' : 'some locations'} (${listOf(locations)})`
  const models = partlyBad(
    streams.filter(({ model }) => model !== undefined),
    ({ model }) => model ?? '',
  )
  if (models.length > 0) return `${models.length === 1 ? 'one model' : 'some models'} (${listOf(models)})`
  for (const surface of new Set(streams.map(({ surface }) => surface))) {
    const probes = partlyBad(
      streams.filter((stream) => stream.surface === surface),
      ({ probe }) => probe,
    )
    if (probes.length > 0)
      return `${probes.length === 1 ? 'one probe' : 'some probes'} of ${surfaceWord(surface)} (${probes.join(', ')})`
  }
  return ''
}

/** @returns The values with a bad stream, where other values have none; else nothing. */
function partlyBad(streams: readonly StreamState[], keyOf: (stream: StreamState) => string): readonly string[] {
  const bad = new Set(streams.filter(({ bad }) => bad).map(keyOf))
  const all = new Set(streams.map(keyOf))
  return bad.size > 0 && bad.size < all.size ? [...bad].sort() : []
}

/** @returns Surfaces of an incident that have not recovered and are still watched. */
export function unrecovered(surfaces: readonly IncidentSurface[]): readonly IncidentSurface[] {
  return surfaces.filter(({ recoveredAt, retiredAt }) => recoveredAt === undefined && retiredAt === undefined)
}
