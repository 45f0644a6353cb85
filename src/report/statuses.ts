import type { StatusMix } from '../../dashboards/model/model.ts'
import { STATUS_CLASSES, statusClassOf } from '../../dashboards/model/status-classes.ts'
import { type StatusSeries, surfaceId, surfaceTitle } from '../core/index.ts'
import { bySurface } from './names.ts'

/** Most bars of one chart; more would be thinner than a few pixels. */
const BARS = 124

/**
 * The HTTP statuses per surface. Adjacent buckets are added up where there are too many, and so that each contains a run.
 * @param everyMs interval of the most frequent probe of a surface, ms, by surface id
 */
export function statusesOf(
  series: readonly StatusSeries[],
  range: { from: number; to: number; bucketMs: number },
  everyMs: (id: string) => number,
): StatusMix[] {
  const fine = Math.max(range.bucketMs, (range.to - range.from) / BARS)
  const widthOf = (id: string) => Math.ceil(Math.max(fine, everyMs(id)) / range.bucketMs) * range.bucketMs
  return series
    .filter((entry) => Object.values(entry.total).some((count) => count > 0))
    .map(({ target, surface, total, buckets }) => {
      const bucketMs = widthOf(surfaceId({ target, surface }))
      return {
        ...{ target, surface, title: surfaceTitle(surface), bucketMs, total },
        buckets: regroup(buckets, range.from, bucketMs),
      }
    })
    .toSorted(bySurface)
}

function regroup(buckets: StatusSeries['buckets'], from: number, bucketMs: number): StatusMix['buckets'] {
  const groups = new Map<number, number[]>()
  for (const bucket of buckets) {
    const at = from + Math.floor((bucket.at - from) / bucketMs) * bucketMs
    const counts = groups.get(at) ?? STATUS_CLASSES.map(() => 0)
    for (const [status, count] of bucket.counts) {
      const place = classOf(status)
      counts[place] = (counts[place] ?? 0) + count
    }
    groups.set(at, counts)
  }
  return [...groups].map(([at, counts]) => ({ at, counts })).toSorted((a, b) => a.at - b.at)
}

/** Index into STATUS_CLASSES. */
export function classOf(status: string): number {
  return STATUS_CLASSES.indexOf(statusClassOf(status))
}
