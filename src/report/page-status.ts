import {
  coveredMs,
  isBroken,
  joinStretches,
  type PageStatus,
  type StateSpan,
  type WitnessRecord,
  worstPageStatus,
} from '../core/index.ts'
import type { Span } from './gaps.ts'

/** A span in which the status page showed one status. */
interface PageStretch extends Span {
  readonly claim: PageStatus
}

/** More spans than this are drawn on a grid whose cells show the worst status in them. */
const MOST = 500

/** The worst status at every moment over `surfaces`; over all components where the page lists none of them. */
export function worstStatuses(record: WitnessRecord, surfaces: readonly string[], range: Span): PageStretch[] {
  const watched = record.surfaces.filter((span) => surfaces.includes(span.surface))
  const spans: readonly PageStretch[] = watched.length > 0 ? watched : record.components
  const edges = edgesOf(spans, range)
  const stretches = edges.slice(0, -1).flatMap((from, index): PageStretch[] => {
    const to = edges[index + 1] ?? from
    const claim = worstPageStatus(spans.filter((span) => span.from < to && span.to > from).map((span) => span.claim))
    return claim === undefined ? [] : [{ claim, from, to }]
  })
  return joinStretches(stretches)
}

function edgesOf(spans: readonly Span[], range: Span): number[] {
  const exact = [...new Set([range.from, range.to, ...spans.flatMap((span) => [span.from, span.to])])]
  if (exact.length <= MOST) return exact.toSorted((a, b) => a - b)
  const cell = (range.to - range.from) / MOST
  return Array.from({ length: MOST + 1 }, (_, index) => Math.round(range.from + index * cell))
}

/** Milliseconds in which the page called a surface operational while it was measured as degraded or down; overlaps count once. */
export function operationalDuringTrouble(record: WitnessRecord, states: readonly StateSpan[]): number {
  const trouble = states.filter(({ target, state }) => target === record.target && isBroken(state))
  const overlaps = trouble.flatMap((span) =>
    record.surfaces
      .filter(({ surface, claim }) => surface === span.surface && claim === 'operational')
      .map(({ from, to }) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) })),
  )
  return coveredMs(overlaps.filter(({ from, to }) => to > from))
}
