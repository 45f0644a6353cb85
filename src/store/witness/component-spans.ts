import {
  type ComponentSpan,
  joinStretches,
  type ReachabilitySpan,
  type SurfaceStatusSpan,
  worstPageStatus,
} from '../../core/index.ts'

/** A value that holds until the next change. */
interface Change<T> {
  /** Epoch ms. */
  readonly at: number
  readonly value: T
}

/**
 * The spans of values in a range `[from, to)`. A value from before the range holds from its start.
 * @param changes oldest first
 */
export function spansOf<T>(
  changes: readonly Change<T>[],
  range: { readonly from: number; readonly to: number },
): readonly { readonly from: number; readonly to: number; readonly value: T }[] {
  return changes.flatMap(({ at, value }, index) => {
    const from = Math.max(at, range.from)
    const to = Math.min(changes[index + 1]?.at ?? range.to, range.to)
    return from < to ? [{ from, to, value }] : []
  })
}

/** The status that the page shows for each surface: the worst of its components, `unread` while the page cannot be read. */
export function surfaceSpans(
  components: readonly ComponentSpan[],
  reachability: readonly ReachabilitySpan[],
): readonly SurfaceStatusSpan[] {
  const surfaces = [...new Set(components.flatMap((component) => component.surfaces))].sort()
  return surfaces.flatMap((surface) => {
    const ofSurface = components.filter((component) => component.surfaces.includes(surface))
    const spans = [...ofSurface, ...reachability]
    const edges = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
    const pieces = edges.slice(0, -1).flatMap((from, index): SurfaceStatusSpan[] => {
      const to = edges[index + 1] as number
      const covers = (span: ComponentSpan | ReachabilitySpan) => span.from <= from && span.to > from
      const worst = worstPageStatus(ofSurface.filter(covers).map(({ claim }) => claim))
      const isRead = reachability.some((span) => covers(span) && span.voice === 'heard')
      return worst === undefined ? [] : [{ surface, claim: isRead ? worst : 'unread', from, to }]
    })
    return joinStretches(pieces)
  })
}
