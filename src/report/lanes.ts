import type { Lane, LaneSpan, LaneState } from '../../dashboards/model/model.ts'
import {
  defined,
  type Failure,
  isBroken,
  MINUTE,
  type OutcomeSeries,
  type StateSpan,
  type SurfaceRef,
  surfaceId,
  surfaceTitle,
} from '../core/index.ts'
import { availabilityOf, unmeasuredMs } from '../slo/index.ts'
import { failureView } from './failure-view.ts'
import { gapsOf, type Span } from './gaps.ts'
import { bySurface } from './names.ts'

/** Spans closer than this share of the range (two pixels of a lane 1,000 px wide) are drawn as one. */
const FINEST = 1 / 500
/** Longest time from the first run to the first verdict, ms. */
const FIRST_VERDICT = 2 * MINUTE

const DRAW_RANK: Readonly<Record<LaneState, number>> = {
  unwatched: 0,
  operational: 1,
  unknown: 2,
  maintenance: 3,
  degraded: 4,
  down: 5,
}

interface Piece extends Span {
  readonly state: LaneState
  readonly failure?: Failure
}

export interface LaneInput {
  readonly range: Span & { readonly bucketMs: number }
  readonly states: readonly StateSpan[]
  readonly outcomes: readonly OutcomeSeries[]
  readonly watchedSince: number | undefined
  /** Intervals of the probes of a surface, ms. */
  readonly intervals: (id: string) => readonly number[]
  /** Longest time between two results of a healthy surface, ms. */
  readonly quietMs: (id: string) => number
}

/**
 * One lane per surface that was watched in the range: its states, `unknown` where nothing was measured, and their totals.
 * The lane of a retired surface ends.
 */
export function lanesOf(input: LaneInput): Lane[] {
  const { range, states, outcomes } = input
  const ids = [...new Set([...states.map(surfaceId), ...outcomes.map(surfaceId)])]
  return ids
    .map((id) => {
      const spans = states.filter((span) => surfaceId(span) === id)
      const series = outcomes.find((row) => surfaceId(row) === id)
      const ref = spans[0] ?? series
      if (!ref) return undefined
      const gaps = gapsOf(series, range, input.quietMs(id))
      const pieces = markUnwatched(cutGaps(spans, gaps), range.from, input.watchedSince)
      const lane = laneOf(ref, pieces, (range.to - range.from) * FINEST)
      return { ...lane, ...countsOf(series, input.intervals(id), lane.watchedMs) }
    })
    .filter((lane) => lane !== undefined)
    .filter((lane) => lane.spans.length === 0 || lane.spans.some(({ state }) => state !== 'unwatched'))
    .toSorted(bySurface)
}

type Times = Omit<Lane, 'runs' | 'failed' | 'availability' | 'unmeasuredMs'>

function laneOf({ target, surface }: SurfaceRef, pieces: readonly Piece[], finestMs: number): Times {
  const time = (state: LaneState) =>
    pieces.reduce((sum, piece) => sum + (piece.state === state ? piece.to - piece.from : 0), 0)
  const [downMs, degradedMs] = [time('down'), time('degraded')]
  const measuredMs = time('operational') + degradedMs + downMs
  return {
    ...{ target, surface, title: surfaceTitle(surface) },
    spans: coarsen(pieces, finestMs),
    watchedMs: pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0) - time('unwatched'),
    ...{ measuredMs, downMs, degradedMs },
  }
}

function countsOf(
  series: OutcomeSeries | undefined,
  intervals: readonly number[],
  watchedMs: number,
): Omit<Lane, keyof Times> {
  const { unmeasured, ...counts } = availabilityOf(series?.buckets.map(({ slots }) => slots) ?? [])
  // Consecutive missed slots may reach beyond the range.
  return { ...counts, unmeasuredMs: Math.min(watchedMs, unmeasuredMs(unmeasured, intervals)) }
}

/** Cuts the gaps out of the judged states: without results every state but maintenance is unknown. */
function cutGaps(spans: readonly StateSpan[], gaps: readonly Span[]): Piece[] {
  return spans.flatMap((span): Piece[] => {
    const piece: Piece = {
      from: span.from,
      to: span.to,
      state: span.retired ? 'unwatched' : span.state,
      ...defined({ failure: span.failure }),
    }
    const inside = gaps.filter((gap) => gap.from < span.to && gap.to > span.from)
    if (span.state === 'maintenance' || span.state === 'unknown' || inside.length === 0) return [piece]
    let start = span.from
    const cut: Piece[] = []
    for (const gap of inside) {
      const [from, to] = [Math.max(gap.from, span.from), Math.min(gap.to, span.to)]
      if (from > start) cut.push({ ...piece, from: start, to: from })
      cut.push({ state: 'unknown', from, to })
      start = to
    }
    return start < span.to ? [...cut, { ...piece, from: start, to: span.to }] : cut
  })
}

/** Marks the unknown time before the first run and its verdict as unwatched, so that it is no gap. */
function markUnwatched(pieces: readonly Piece[], from: number, watchedSince: number | undefined): Piece[] {
  const [first, ...rest] = pieces
  if (first?.state !== 'unknown' || first.from > from) return [...pieces]
  const since = watchedSince ?? first.to
  const start = first.to - since < FIRST_VERDICT ? first.to : Math.max(since, first.from)
  const parts: Piece[] = [
    { state: 'unwatched', from: first.from, to: start },
    { ...first, from: start },
  ]
  return [...parts.filter((part) => part.to > part.from), ...rest]
}

/** Joins adjacent spans of one state, and broken spans less than `finestMs` apart; a group shows its worst state. */
function coarsen(pieces: readonly Piece[], finestMs: number): LaneSpan[] {
  const spans: LaneSpan[] = []
  for (const piece of pieces) {
    const last = spans.at(-1)
    if (last && last.state === piece.state && sameFailure(last, piece))
      spans[spans.length - 1] = { ...last, to: piece.to }
    else spans.push(join(spans, viewOf(piece), finestMs))
  }
  return spans
}

/** Removes the spans that merge with `next` from the end of the list and returns the merged span. */
function join(spans: LaneSpan[], next: LaneSpan, finestMs: number): LaneSpan {
  const [before, between] = [spans.at(-2), spans.at(-1)]
  if (!before || !between || !isBroken(before.state) || !isBroken(next.state)) return next
  if (isBroken(between.state) || between.to - between.from >= finestMs) return next
  spans.splice(-2, 2)
  const worst = DRAW_RANK[next.state] > DRAW_RANK[before.state] ? next : before
  const troubleMs = troubleOf(before) + troubleOf(next)
  return { ...worst, from: before.from, to: next.to, merged: before.merged + next.merged, troubleMs }
}

function troubleOf({ from, to, troubleMs = to - from }: LaneSpan): number {
  return troubleMs
}

function sameFailure(span: LaneSpan, piece: Piece): boolean {
  return span.failure?.class === piece.failure?.class && span.failure?.step === piece.failure?.step
}

function viewOf(piece: Piece): LaneSpan {
  const { state, from, to, failure } = piece
  return { state, from, to, merged: 1, ...defined({ failure: failure && failureView(failure) }) }
}
