import { type BucketRange, DAY, defined, HOUR } from '../../core/index.ts'
import { breathe } from '../schema/breathe.ts'
import { DAYS, HOURS } from '../schema/columns.ts'
import type { Database } from '../schema/tables.ts'
import { chunksOf, type Grain, type Segment, segmentsOf } from './segments.ts'

/** Buckets of `bucketMs`, one of which begins at `origin`. */
export interface Raster {
  readonly origin: number
  readonly bucketMs: number
}

/** Start of the bucket of a time. */
export function bucketOf(at: number, { origin, bucketMs }: Raster): number {
  return origin + Math.floor((at - origin) / bucketMs) * bucketMs
}

/** A span that one statement reads. */
export interface Chunk extends Raster {
  readonly source: Segment['source']
  readonly from: number
  readonly to: number
  /** `HOURS` or `DAYS` where sums are read; unused where runs are. */
  readonly span: number
  /** Only these probes; all where not given. */
  readonly probes?: readonly number[]
}

/** About 10 ms of work each, at five probes a minute. */
const CHUNK_MS = { runs: 3 * HOUR, hours: 4 * DAY, days: 90 * DAY }

/** Reads the range in chunks, each from the table that covers it. Between chunks other work of the process has its turn. */
export async function eachChunk(
  db: Database,
  range: BucketRange & { readonly grain: Grain; readonly probes?: readonly number[] },
  read: (chunk: Chunk) => Promise<void>,
): Promise<void> {
  const segments = await segmentsOf(db, range, range.grain)
  for (const segment of chunksOf(segments, CHUNK_MS)) {
    const span = segment.source === 'days' ? DAYS : HOURS
    await read({
      ...segment,
      span,
      origin: range.from,
      bucketMs: range.bucketMs,
      ...defined({ probes: range.probes }),
    })
    await breathe()
  }
}
