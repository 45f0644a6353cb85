import type { LatencySeries } from '../model/model.ts'
import { niceTop } from './chart-path.ts'

/** Multiples of the 95th percentile of a chart's points: a largest point above `from` times it cuts the scale at `at` times it. */
const CAP = { at: 1.5, from: 3 }

type Point = LatencySeries['points'][number]

/** The height of a chart in ms, and the points that are higher. */
export interface ValueScale {
  readonly top: number
  readonly outliers: readonly Point[]
}

/**
 * The scale of a chart's values. A few points far above the others do not flatten them: where the largest p95 is more than
 * three times the 95th percentile of all of them, the scale ends at 1.5 times that percentile.
 */
export function valueScaleOf(points: readonly Point[]): ValueScale {
  const values = points.map(({ p95 }) => p95).toSorted((a, b) => a - b)
  const p95OfPoints = values[Math.ceil(0.95 * values.length) - 1] ?? 0
  const largest = values.at(-1) ?? 0
  if (p95OfPoints <= 0 || largest <= CAP.from * p95OfPoints) return { top: niceTop(largest), outliers: [] }
  const top = niceTop(CAP.at * p95OfPoints)
  return { top, outliers: points.filter(({ p95 }) => p95 > top) }
}
