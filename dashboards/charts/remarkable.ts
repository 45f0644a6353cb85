import { DAY } from '../../src/core/index.ts'
import type { LatencySeries } from '../model/model.ts'
import { valueScaleOf } from './value-scale.ts'

/** A median counts as far above the others from these changes on, in two points in a row: single runs scatter as much. */
const SPIKE = { factor: 2, ms: 20 }
/** A level counts as another from these changes on. In less than two days it is the time of day. */
const SHIFT = { share: 0.15, ms: 20, points: 8, spanMs: 2 * DAY }

type Points = LatencySeries['points']

/** Whether a chart shows more than its numbers: medians far above the others, another level at the end, or outliers. */
export function isRemarkable({ points }: Pick<LatencySeries, 'points'>): boolean {
  return hasSpike(points) || hasShifted(points) || valueScaleOf(points).outliers.length > 0
}

function hasSpike(points: Points): boolean {
  const usual = medianOf(points)
  const isHigh = (point: Points[number] | undefined) =>
    point !== undefined && point.p50 >= SPIKE.factor * usual && point.p50 - usual >= SPIKE.ms
  return points.some((point, index) => isHigh(point) && isHigh(points[index + 1]))
}

/** Whether the last quarter has another level than the first. */
function hasShifted(points: Points): boolean {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < SHIFT.points || last.at - first.at < SHIFT.spanMs) return false
  const quarter = Math.floor(points.length / 4)
  const [before, after] = [medianOf(points.slice(0, quarter)), medianOf(points.slice(-quarter))]
  const change = Math.abs(after - before)
  return change >= SHIFT.share * before && change >= SHIFT.ms
}

function medianOf(points: Points): number {
  const values = points.map(({ p50 }) => p50).toSorted((a, b) => a - b)
  return values[Math.floor((values.length - 1) / 2)] ?? 0
}
