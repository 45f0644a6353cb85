import { type BucketRange, DAY, HOUR } from '../../core/index.ts'
import { breathe } from '../schema/breathe.ts'
import { DAYS, HOURS } from '../schema/columns.ts'
import type { Database } from '../schema/tables.ts'
import { bites, type Grain, type Segment, segmentsOf } from './segments.ts'

/** Buckets of `bucketMs`, one of which begins at `origin`. */
export interface Raster {
  readonly origin: number
  readonly bucketMs: number
}

/** Start of the bucket of a moment. */
export function bucketOf(at: number, { origin, bucketMs }: Raster): number {
  return origin + Math.floor((at - origin) / bucketMs) * bucketMs
}

/** A stretch that is read at once. */
export interface Bite extends Raster {
  readonly source: Segment['source']
  readonly from: number
  readonly to: number
  /** The length of the sums to read, as the tables name it; of no use where runs are read. */
  readonly span: number
  /** Only these probes; all where not given. */
  readonly probes?: readonly number[]
}

/** Some ten milliseconds of work each, at five probes a minute. */
const BITE_MS = { runs: 3 * HOUR, hours: 2 * DAY, days: 30 * DAY }

/** Walks through the range in bites, each from the table that tells about it; other work of the process gets in between. */
export async function eachBite(
  db: Database,
  range: BucketRange & { readonly grain: Grain; readonly probes?: readonly number[] },
  read: (bite: Bite) => Promise<void>,
): Promise<void> {
  const segments = await segmentsOf(db, range, range.grain)
  for (const segment of bites(segments, BITE_MS)) {
    const span = segment.source === 'days' ? DAYS : HOURS
    await read({
      ...segment,
      span,
      origin: range.from,
      bucketMs: range.bucketMs,
      ...(range.probes ? { probes: range.probes } : {}),
    })
    await breathe()
  }
}
