import {
  type ComponentSpan,
  joinStretches,
  type ReachabilitySpan,
  type SurfaceStatusSpan,
  worstPageStatus,
} from '../../core/index.ts'

/** A value from a time on. */
interface Began<T> {
  readonly at: number
  readonly value: T
}

/** The spans of values in a range. A value from before the range holds from its start. */
export function spansOf<T>(
  began: readonly Began<T>[],
  range: { readonly from: number; readonly to: number },
): readonly { readonly from: number; readonly to: number; readonly value: T }[] {
  return began.flatMap(({ at, value }, index) => {
    const from = Math.max(at, range.from)
    const to = Math.min(began[index + 1]?.at ?? range.to, range.to)
    return from < to ? [{ from, to, value }] : []
  })
}

/** The status of each surface by the page: the worst of its components, `unread` while the page could not be read. */
export function surfaceSpans(
  components: readonly ComponentSpan[],
  reachability: readonly ReachabilitySpan[],
): readonly SurfaceStatusSpan[] {
  const surfaces = [...new Set(components.flatMap((component) => component.surfaces))].sort()
  return surfaces.flatMap((surface) => {
    const claims = components.filter((component) => component.surfaces.includes(surface))
    const spans = [...claims, ...reachability]
    const edges = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
    const pieces = edges.slice(0, -1).flatMap((from, index): SurfaceStatusSpan[] => {
      const to = edges[index + 1] as number
      const worst = worstPageStatus(
        claims.filter((span) => span.from <= from && span.to > from).map(({ claim }) => claim),
      )
      const isRead = reachability.some((span) => span.from <= from && span.to > from && span.voice === 'heard')
      return worst === undefined ? [] : [{ surface, claim: isRead ? worst : 'unread', from, to }]
    })
    return joinStretches(pieces)
  })
}
