import {
  type ComponentStatus,
  isBroken,
  type StateSpan,
  type SurfaceStatusSpan,
  type WitnessRecord,
} from '../core/index.ts'
import type { Span } from './gaps.ts'

/** How bad a claim is; a page that was not read says nothing. */
const STATUS_RANK: Readonly<Record<SurfaceStatusSpan['claim'], number>> = {
  unread: 0,
  operational: 1,
  unknown: 2,
  under_maintenance: 3,
  degraded_performance: 4,
  partial_outage: 5,
  major_outage: 6,
}

export interface PageStretch extends Span {
  readonly claim: SurfaceStatusSpan['claim']
}

/** More stretches than this are looked at through a grid: each cell shows the worst that was said in it. */
const MOST = 500

/** The worst claim at every moment, over the surfaces we watch; over all components where the page knows none of them. */
export function worstStatuses(record: WitnessRecord, surfaces: readonly string[], range: Span): PageStretch[] {
  const ours = record.surfaces.filter((span) => surfaces.includes(span.surface))
  const spans: readonly PageStretch[] = ours.length > 0 ? ours : record.components
  const edges = edgesOf(spans, range)
  const stretches = edges.slice(0, -1).flatMap((from, index) => {
    const to = edges[index + 1] ?? from
    const said = spans.filter((span) => span.from < to && span.to > from)
    const worst = said.toSorted((a, b) => STATUS_RANK[b.claim] - STATUS_RANK[a.claim])[0]
    return worst ? [{ claim: worst.claim, from, to }] : []
  })
  return joinAlike(stretches)
}

function edgesOf(spans: readonly Span[], range: Span): number[] {
  const exact = [...new Set([range.from, range.to, ...spans.flatMap((span) => [span.from, span.to])])]
  if (exact.length <= MOST) return exact.toSorted((a, b) => a - b)
  const cell = (range.to - range.from) / MOST
  return Array.from({ length: MOST + 1 }, (_, index) => Math.round(range.from + index * cell))
}

function joinAlike(stretches: readonly PageStretch[]): PageStretch[] {
  const joined: PageStretch[] = []
  for (const one of stretches) {
    const last = joined.at(-1)
    if (last?.claim === one.claim && last.to === one.from) joined[joined.length - 1] = { ...last, to: one.to }
    else joined.push(one)
  }
  return joined
}

/** Whether a claim admits trouble. */
export function admits(claim: SurfaceStatusSpan['claim']): claim is ComponentStatus {
  return STATUS_RANK[claim] >= STATUS_RANK.degraded_performance
}

/** Milliseconds in which the page called a surface operational while we saw it degraded or down; moments count once. */
export function greenWhileTrouble(record: WitnessRecord, states: readonly StateSpan[]): number {
  const overlaps = states
    .filter((state) => state.target === record.target && isBroken(state.state))
    .flatMap((state) =>
      record.surfaces
        .filter((span) => span.surface === state.surface && span.claim === 'operational')
        .map((span) => ({ from: Math.max(span.from, state.from), to: Math.min(span.to, state.to) })),
    )
    .filter((span) => span.to > span.from)
    .toSorted((a, b) => a.from - b.from)
  let [sum, end] = [0, Number.NEGATIVE_INFINITY]
  for (const span of overlaps) {
    sum += Math.max(0, span.to - Math.max(span.from, end))
    end = Math.max(end, span.to)
  }
  return sum
}
