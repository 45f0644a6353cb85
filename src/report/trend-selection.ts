import type { SurfaceFilter, SurfaceView } from '../../dashboards/model/model.ts'
import { type IncidentRecord, type StateSpan, type SurfaceRef, surfaceId } from '../core/index.ts'
import { bySurface } from './names.ts'
import { matchesText, matchingSurfaces, severity } from './overview.ts'

/** Most lanes on one page, and most while no surface is broken. */
const LANES = { most: 24, calm: 12 }
/** Most surfaces with charts. */
const CHARTED = 8

/** Which of many surfaces the trend reads and draws; the worst first. */
export interface TrendSelection {
  readonly lanes: readonly SurfaceRef[]
  readonly charted: readonly SurfaceRef[]
  /** Number of surfaces that match the filter. */
  readonly matching: number
  /** Whether an incident is about one of them. */
  readonly hasIncident: (incident: IncidentRecord) => boolean
}

/** Selects the surfaces that are broken now, then those that were broken longest, then the others by name. */
export function selectSurfaces(
  surfaces: readonly SurfaceView[],
  states: readonly StateSpan[],
  filter: SurfaceFilter,
): TrendSelection {
  const trouble = troubleMs(states)
  const matchingNow = matchingSurfaces(surfaces, filter).map((surface) => ({
    ...refOf(surface),
    rank: severity(surface.standing),
  }))
  const currentIds = new Set(surfaces.map(surfaceId))
  const past = filter.state === undefined ? states.filter((span) => !currentIds.has(surfaceId(span))) : []
  const removed = [...new Map(past.map((span) => [surfaceId(span), refOf(span)])).values()]
    .filter((ref) => matchesText(ref, filter))
    .map((ref) => ({ ...ref, rank: severity('operational') + 1 }))
  const troubleOf = (ref: SurfaceRef) => trouble.get(surfaceId(ref)) ?? 0
  const ranked = [...matchingNow, ...removed].toSorted(
    (a, b) => a.rank - b.rank || troubleOf(b) - troubleOf(a) || bySurface(a, b),
  )
  const troubled = ranked.filter((entry) => entry.rank < severity('operational') || troubleOf(entry) > 0)
  const calm = ranked.filter((entry) => entry.rank >= severity('operational') && troubleOf(entry) === 0)
  const lanes = [...troubled.slice(0, LANES.most), ...calm.slice(0, Math.max(0, LANES.calm - troubled.length))].map(
    refOf,
  )
  const matching = new Set(ranked.map(surfaceId))
  return {
    lanes,
    charted: lanes.slice(0, CHARTED),
    matching: matching.size,
    hasIncident: ({ target, surfaces }) => surfaces.some(({ surface }) => matching.has(surfaceId({ target, surface }))),
  }
}

function refOf({ target, surface }: SurfaceRef): SurfaceRef {
  return { target, surface }
}

/** Milliseconds of each surface in which it was down or degraded, by its id. */
function troubleMs(states: readonly StateSpan[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const span of states) {
    if (span.state !== 'down' && span.state !== 'degraded') continue
    sums.set(surfaceId(span), (sums.get(surfaceId(span)) ?? 0) + span.to - span.from)
  }
  return sums
}
