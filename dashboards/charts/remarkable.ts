import { DAY, median } from '../../src/core/index.ts'
import type { LatencySeries } from '../model/model.ts'
import { valueScaleOf } from './value-scale.ts'

/** A spike: two points in a row this far above the median of all. One point alone is within the scatter of single runs. */
const SPIKE = { factor: 2, ms: 20 }
/** A shift: the last quarter differs from the first by this much. Within two days it is the time of day. */
const SHIFT = { share: 0.15, ms: 20, points: 8, spanMs: 2 * DAY }

type Points = LatencySeries['points']

/** Whether a chart shows more than its numbers: medians far above the others, another level at the end, or outliers. */
export function isRemarkable({ points }: Pick<LatencySeries, 'points'>): boolean {
  return hasSpike(points) || hasShifted(points) || valueScaleOf(points).outliers.length > 0
}

function hasSpike(points: Points): boolean {
  const baseline = medianOf(points)
  const isHigh = (point: Points[number] | undefined) =>
    point !== undefined && point.p50 >= SPIKE.factor * baseline && point.p50 - baseline >= SPIKE.ms
  return points.some((point, index) => isHigh(point) && isHigh(points[index + 1]))
}

/** Whether the median of the last quarter differs from that of the first. */
function hasShifted(points: Points): boolean {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < SHIFT.points || last.at - first.at < SHIFT.spanMs) return false
  const quarter = Math.floor(points.length / 4)
  const [before, after] = [medianOf(points.slice(0, quarter)), medianOf(points.slice(-quarter))]
  const change = Math.abs(after - before)
  return change >= SHIFT.share * before && change >= SHIFT.ms
}

function medianOf(points: Points): number {
  return median(points.map(({ p50 }) => p50)) ?? 0
}
