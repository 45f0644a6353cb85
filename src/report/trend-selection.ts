import type { SurfaceFilter, SurfaceView } from '../../dashboards/model/model.ts'
import { type IncidentRecord, type StateSpan, type SurfaceRef, surfaceId } from '../core/index.ts'
import { bySurface } from './names.ts'
import { matchesText, matchingSurfaces, severity } from './overview.ts'

/** Lanes on one page; without trouble, fewer show as much. */
const LANES = { most: 24, calm: 12 }
/** Surfaces whose charts are drawn. */
const CHARTED = 8

/** Which of many surfaces the trend reads and draws; the worst first. */
export interface TrendSelection {
  readonly lanes: readonly SurfaceRef[]
  readonly charted: readonly SurfaceRef[]
  /** Surfaces that the filter asks for. */
  readonly matching: number
  /** Whether an incident is about one of them. */
  readonly hasIncident: (incident: IncidentRecord) => boolean
}

/** Takes the surfaces that are in trouble now, then those that were in trouble longest, then others by name. */
export function selectSurfaces(
  surfaces: readonly SurfaceView[],
  states: readonly StateSpan[],
  filter: SurfaceFilter,
): TrendSelection {
  const trouble = troubleMs(states)
  const asked = matchingSurfaces(surfaces, filter).map((surface) => ({
    ...refOf(surface),
    rank: severity(surface.standing),
  }))
  const shown = new Set(surfaces.map(surfaceId))
  const past = filter.state === undefined ? states.filter((span) => !shown.has(surfaceId(span))) : []
  const gone = [...new Map(past.map((span) => [surfaceId(span), refOf(span)])).values()]
    .filter((ref) => matchesText(ref, filter))
    .map((ref) => ({ ...ref, rank: severity('operational') + 1 }))
  const troubleOf = (ref: SurfaceRef) => trouble.get(surfaceId(ref)) ?? 0
  const ranked = [...asked, ...gone].toSorted(
    (a, b) => a.rank - b.rank || troubleOf(b) - troubleOf(a) || bySurface(a, b),
  )
  const bad = ranked.filter((one) => one.rank < severity('operational') || troubleOf(one) > 0)
  const calm = ranked.filter((one) => one.rank >= severity('operational') && troubleOf(one) === 0)
  const lanes = [...bad.slice(0, LANES.most), ...calm.slice(0, Math.max(0, LANES.calm - bad.length))].map(refOf)
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
