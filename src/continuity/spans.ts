import { defined, isBroken, type SurfaceChange, surfaceId } from '../core/index.ts'
import type { TroubleSpan } from './loss.ts'

interface TimeRange {
  /** Epoch ms, half-open. */
  readonly from: number
  readonly to: number
}

/**
 * The stretches of trouble of surfaces within a range, from the first bad run to the first good one. Pure.
 * @param changes the changes of their states, with the last one before the range of each
 * @param surfaces `claude/cli`; one without a change was not measured
 */
export function troubleSpans(
  changes: readonly SurfaceChange[],
  surfaces: readonly string[],
  range: TimeRange,
): readonly TroubleSpan[] {
  return surfaces.flatMap((surface) => {
    const ofSurface = changes.filter((change) => surfaceId(change) === surface).toSorted((a, b) => a.at - b.at)
    return cutSpans(spansOf(surface, ofSurface, range), range)
  })
}

/** The parts of spans that lie within a range. */
export function cutSpans(spans: readonly TroubleSpan[], { from, to }: TimeRange): readonly TroubleSpan[] {
  return spans
    .map((span) => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }))
    .filter((span) => span.to > span.from)
}

/** Maintenance, and the time after a surface left the configuration, are not trouble. */
function spansOf(surface: string, changes: readonly SurfaceChange[], { from, to }: TimeRange): readonly TroubleSpan[] {
  const begins = beginnings(changes)
  const first = begins[0] ?? to
  const unmeasured: TroubleSpan = { surface, state: 'unknown', from, to: first }
  return [
    unmeasured,
    ...changes.flatMap((change, index): readonly TroubleSpan[] => {
      const span = { surface, from: begins[index] as number, to: begins[index + 1] ?? to }
      const state = change.to
      if (change.retired || state === 'operational' || state === 'maintenance') return []
      return [{ ...span, state, ...defined({ class: change.failure?.class }) }]
    }),
  ]
}

/**
 * When each state began. Trouble begins with the first bad run and ends with the first good one, both before they were
 * judged; every other state begins when it was judged.
 */
function beginnings(changes: readonly SurfaceChange[]): readonly number[] {
  const begins: number[] = []
  for (const [index, change] of changes.entries()) {
    const before = changes[index - 1]
    const floor = begins[index - 1] ?? Number.NEGATIVE_INFINITY
    const began = isBroken(before?.to) !== isBroken(change.to) && before?.to !== 'maintenance' && isMeasured(change)
    begins.push(began ? Math.max(floor, Math.min(change.since, change.at)) : change.at)
  }
  return begins
}

function isMeasured({ to }: SurfaceChange): boolean {
  return to === 'operational' || isBroken(to)
}
