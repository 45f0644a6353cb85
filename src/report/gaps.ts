import type { OutcomeSeries } from '../core/index.ts'

/** Half-open span of time, epoch ms. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * The spans of the range longer than `longestMs` without a result of the service (skips and errors do not count).
 * Edges fall on bucket boundaries.
 * @param longestMs longest time between two results of a healthy probe
 */
export function gapsOf(
  series: OutcomeSeries | undefined,
  range: Span & { readonly bucketMs: number },
  longestMs: number,
): Span[] {
  const measuredAt = (series?.buckets ?? [])
    .filter(({ counts }) => counts.passed + counts.slow + counts.failed > 0)
    .map(({ at }) => at)
    .toSorted((a, b) => a - b)
  const edges = [...measuredAt.map((at) => ({ from: at, to: at + range.bucketMs })), { from: range.to, to: range.to }]
  let end = range.from
  const gaps: Span[] = []
  for (const edge of edges) {
    if (edge.from - end > longestMs) gaps.push({ from: end, to: edge.from })
    end = Math.max(end, edge.to)
  }
  return gaps
}
