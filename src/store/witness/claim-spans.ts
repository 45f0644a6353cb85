import {
  COMPONENT_STATUSES,
  type ComponentSpan,
  type ComponentStatus,
  type ReachabilitySpan,
  type SurfaceStatusSpan,
} from '../../core/index.ts'

/** Something that began to hold at a time. */
interface Began<T> {
  readonly at: number
  readonly value: T
}

/** Cuts what began at points in time into spans of a range. What began before the range holds from its start on. */
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

/** Bad to worse; that nothing is known is no accusation, but is more than "fine". */
const RANK: Readonly<Record<ComponentStatus, number>> = {
  ...(Object.fromEntries(COMPONENT_STATUSES.map((claim, index) => [claim, index * 10])) as Record<
    ComponentStatus,
    number
  >),
  unknown: 5,
}

/** What the page said of each surface: the worst of its components, and `unread` while the page was not heard. */
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
      const said = claims.filter((span) => span.from <= from && span.to > from).map(({ claim }) => claim)
      const heard = reachability.some((span) => span.from <= from && span.to > from && span.voice === 'heard')
      if (said.length === 0) return []
      return [{ surface, claim: heard ? worstOf(said) : 'unread', from, to }]
    })
    return joined(pieces)
  })
}

function worstOf(claims: readonly ComponentStatus[]): ComponentStatus {
  return claims.reduce((worst, claim) => (RANK[claim] > RANK[worst] ? claim : worst))
}

function joined(pieces: readonly SurfaceStatusSpan[]): readonly SurfaceStatusSpan[] {
  const whole: SurfaceStatusSpan[] = []
  for (const piece of pieces) {
    const last = whole.at(-1)
    const goesOn = last?.claim === piece.claim && last.to === piece.from
    if (last && goesOn) whole[whole.length - 1] = { ...last, to: piece.to }
    else whole.push(piece)
  }
  return whole
}
