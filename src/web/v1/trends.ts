import type * as z from 'zod'
import {
  bucketsOf,
  type History,
  type MeasureSeries,
  type OutcomeSeries,
  type SurfaceRef,
  surfaceId,
} from '../../core/index.ts'
import { availabilityOf } from '../../slo/index.ts'
import type { trend } from './schemas.ts'

const iso = (at: number) => new Date(at).toISOString()

/** Counts of runs and step times of some surfaces over a range (epoch ms). */
export async function readTrends(
  history: Pick<History, 'outcomes' | 'measures'>,
  from: { readonly range: { readonly from: number; readonly to: number }; readonly surfaces: readonly SurfaceRef[] },
): Promise<readonly z.output<typeof trend>[]> {
  const range = { ...bucketsOf(from.range), surfaces: from.surfaces }
  const [outcomes, measures] = await Promise.all([history.outcomes(range), history.measures(range)])
  return from.surfaces.map((ref) => {
    const ofSurface = (row: SurfaceRef) => surfaceId(row) === surfaceId(ref)
    return trendJson(ref, { range, outcomes: outcomes.find(ofSurface), measures: measures.filter(ofSurface) })
  })
}

function trendJson(
  { target, surface }: SurfaceRef,
  from: {
    readonly range: { readonly from: number; readonly to: number; readonly bucketMs: number }
    readonly outcomes: OutcomeSeries | undefined
    readonly measures: readonly MeasureSeries[]
  },
): z.output<typeof trend> {
  const buckets = from.outcomes?.buckets ?? []
  return {
    ...{ target, surface, from: iso(from.range.from), to: iso(from.range.to), bucketMs: from.range.bucketMs },
    availability: availabilityOf(buckets.map(({ slots }) => slots)).availability ?? null,
    buckets: buckets.map(({ at, slots }) => ({ at: iso(at), ...slots })),
    steps: from.measures.map(({ probe, step, measure, total, buckets: points }) => ({
      ...{ probe, step, measure, n: total.n, p50: total.p50, p95: total.p95 },
      buckets: points.map(({ at, n, p50, p95 }) => ({ at: iso(at), n, p50, p95 })),
    })),
  }
}
