import type { Lane, SurfaceFilter, SurfaceView } from '../../dashboards/model/model.ts'
import {
  type BucketRange,
  bucketsOf,
  defined,
  type History,
  HOUR,
  type OutcomeSeries,
  type Range,
  type StateSpan,
  silentAfterMs,
  surfaceId,
} from '../core/index.ts'
import { groupBy } from './group.ts'
import { intervalsOf } from './intervals.ts'
import { lanesOf } from './lanes.ts'
import { isSmall } from './overview.ts'
import { selectSurfaces, type TrendSelection } from './trend-selection.ts'

export interface DrawnOptions {
  readonly range: Range
  /** The current surfaces, for the intervals of their probes. */
  readonly surfaces: readonly SurfaceView[]
  readonly filter?: SurfaceFilter
}

/** The surfaces that a page draws over a range, with their states. */
export interface Drawn {
  readonly states: readonly StateSpan[]
  /** Which of many surfaces are drawn; absent where all are. */
  readonly selection?: TrendSelection
}

/** The buckets of a range. With many surfaces not finer than the sums that are stored of them. */
export function drawnRange({ range, surfaces, filter = {} }: DrawnOptions): BucketRange {
  return bucketsOf(range, isSmall(surfaces, filter) ? {} : { finestMs: finestOfMany(range) })
}

/** Reads the states of the surfaces that are drawn. */
export async function readDrawn(history: Pick<History, 'states'>, options: DrawnOptions): Promise<Drawn> {
  const { surfaces, filter = {} } = options
  const states = await history.states(drawnRange(options))
  if (isSmall(surfaces, filter)) return { states }
  const selection = selectSurfaces(surfaces, states, filter)
  const ids = new Set(selection.lanes.map(surfaceId))
  return { states: states.filter((span) => ids.has(surfaceId(span))), selection }
}

/** The lanes of the drawn surfaces. With a selection they are grouped by target, the group with the worst lane first. */
export function drawnLanes(
  { states, selection }: Drawn,
  from: {
    readonly range: BucketRange
    readonly outcomes: readonly OutcomeSeries[]
    readonly watchedSince: number | undefined
    readonly surfaces: readonly SurfaceView[]
  },
): readonly Lane[] {
  const { range, outcomes, watchedSince, surfaces } = from
  const { ofSurface, shortest } = intervalsOf(surfaces)
  const quietMs = (id: string) => Math.max(silentAfterMs(shortest(id)), range.bucketMs)
  const lanes = lanesOf({ range, states, outcomes, watchedSince, quietMs, intervals: ofSurface })
  return selection ? inOrderOf(selection, lanes) : lanes
}

/** Narrows a range to the surfaces that have a lane. */
export function laneSurfaces({ selection }: Drawn): Pick<BucketRange, 'surfaces'> {
  return defined({ surfaces: selection?.lanes })
}

/** Whole hours for ranges over 12 h: their sums are stored, while single runs of many surfaces are millions. */
function finestOfMany({ from, to }: Range): number {
  return to - from > 12 * HOUR ? HOUR : 0
}

function inOrderOf(selection: TrendSelection, lanes: readonly Lane[]): readonly Lane[] {
  const places = new Map(selection.lanes.map((ref, index) => [surfaceId(ref), index]))
  const placeOf = (lane: Lane) => places.get(surfaceId(lane)) ?? selection.lanes.length
  const inPlace = lanes.toSorted((a, b) => placeOf(a) - placeOf(b))
  return [...groupBy(inPlace, ({ target }) => target).values()].flat()
}
