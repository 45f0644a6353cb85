import type { TroubleSpan } from '../continuity/index.ts'
import { type BucketRange, defined, type OutageHistory, type SpeedLimit } from '../core/index.ts'
import { refOf } from './surfaces.ts'

type RunHistory = Pick<OutageHistory, 'outcomes' | 'measures'>

/**
 * Adds to the stretches in which a surface was degraded the share of failed runs and, where a workflow has a limit, their
 * speed. A stretch without runs becomes unknown.
 */
export async function withRuns(
  history: RunHistory,
  spans: readonly TroubleSpan[],
  { withSpeed }: { readonly withSpeed: boolean },
): Promise<readonly TroubleSpan[]> {
  const result: TroubleSpan[] = []
  for (const span of spans) {
    if (span.state !== 'degraded') result.push(span)
    else {
      const measured = await withFailedShare(history, span)
      result.push(withSpeed ? { ...measured, ...(await speedOf(history, span)) } : measured)
    }
  }
  return result
}

function rangeOf({ surface, from, to }: TroubleSpan): BucketRange {
  return { from, to, bucketMs: to - from, surfaces: [refOf(surface)] }
}

async function withFailedShare(history: RunHistory, span: TroubleSpan): Promise<TroubleSpan> {
  const series = await history.outcomes(rangeOf(span))
  let [good, failed] = [0, 0]
  for (const { slots } of series.flatMap(({ buckets }) => buckets)) {
    good += slots.good
    failed += slots.failed
  }
  if (good + failed === 0) return { ...span, state: 'unknown' }
  return { ...span, failedShare: failed / (good + failed) }
}

/** The medians of the slowest probe of the surface. */
async function speedOf(history: RunHistory, span: TroubleSpan): Promise<{ readonly speed?: SpeedLimit }> {
  const series = await history.measures(rangeOf(span))
  const slowest = (name: string) => {
    const medians = series.filter(({ measure }) => measure === name).map(({ total }) => total.p50)
    return medians.length > 0 ? Math.max(...medians) : undefined
  }
  const speed = defined({ ttftMs: slowest('ttft_ms'), msPerToken: slowest('ms_per_token') })
  return defined({ speed: Object.keys(speed).length > 0 ? speed : undefined })
}
