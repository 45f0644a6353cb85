import type { OutcomeSeries } from '../core/index.ts'

/** Half-open span of time, epoch ms. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Stretches of the range without any result about the service (only skips and errors, or nothing at all) that are
 * longer than `longestMs`, the time a healthy probe may be quiet. Edges are as fine as the buckets.
 */
export function gapsOf(
  series: OutcomeSeries | undefined,
  range: Span & { readonly bucketMs: number },
  longestMs: number,
): Span[] {
  const heard = (series?.buckets ?? [])
    .filter(({ counts }) => counts.passed + counts.slow + counts.failed > 0)
    .map(({ at }) => at)
    .toSorted((a, b) => a - b)
  const edges = [...heard.map((at) => ({ from: at, to: at + range.bucketMs })), { from: range.to, to: range.to }]
  let end = range.from
  const gaps: Span[] = []
  for (const edge of edges) {
    if (edge.from - end > longestMs) gaps.push({ from: end, to: edge.from })
    end = Math.max(end, edge.to)
  }
  return gaps
}
