import type { LatencySeries } from '../model/model.ts'
import type { Scale } from './axis.ts'

/** The drawing of a chart is this wide and high; the page stretches it. */
export const WIDTH = 1000
export const HEIGHT = 100

export interface ChartScale extends Scale {
  readonly bucketMs: number
  /** Points further apart are not joined, ms. */
  readonly gapMs: number
}

type Points = LatencySeries['points']
interface Dot {
  readonly x: number
  readonly p50: number
  readonly p95: number
}

/** A round number at or above the largest value: 1, 2, 2.5 or 5 times a power of ten. */
export function niceTop(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10].find((step) => step * power >= value) ?? 10) * power
}

/**
 * The line of the medians and the band up to the 95th percentile, as path data in whole numbers. A gap breaks
 * both; a value alone between gaps is drawn as a short dash.
 */
export function chartPaths(points: Points, scale: ChartScale, top: number): { line: string; band: string } {
  const pieces = split(points, scale.gapMs).map((piece) => piece.map((point) => dotOf(point, scale, top)))
  return {
    line: pieces.map((piece) => trace(widen(piece).map((dot) => [dot.x, dot.p50]))).join(''),
    band: pieces.map((piece) => bandOf(widen(piece))).join(''),
  }
}

function split(points: Points, gapMs: number): Points[] {
  const pieces: Points[number][][] = []
  let before = Number.NEGATIVE_INFINITY
  for (const point of points) {
    if (point.at - before > gapMs) pieces.push([])
    pieces.at(-1)?.push(point)
    before = point.at
  }
  return pieces
}

function dotOf(point: Points[number], scale: ChartScale, top: number): Dot {
  const y = (value: number) => Math.round(HEIGHT - (Math.min(value, top) / top) * HEIGHT)
  return {
    x: middleOf(point.at, scale),
    p50: y(point.p50),
    p95: y(point.p95),
  }
}

/** Where the middle of the bucket that begins at `at` is drawn. */
export function middleOf(at: number, { from, to, bucketMs }: ChartScale): number {
  const middle = Math.min(at + bucketMs / 2, to)
  return Math.round(((middle - from) / (to - from)) * WIDTH)
}

function widen(piece: readonly Dot[]): readonly Dot[] {
  const only = piece.length === 1 ? piece[0] : undefined
  return only
    ? [
        { ...only, x: only.x - 3 },
        { ...only, x: only.x + 3 },
      ]
    : piece
}

/** Path data with relative steps: half the bytes of absolute ones. */
function trace(dots: readonly (readonly [number, number])[], start: 'M' | 'L' = 'M'): string {
  let [x, y] = [0, 0]
  return dots
    .map(([nextX, nextY], index) => {
      const step = index === 0 ? `${start}${nextX} ${nextY}` : `l${nextX - x} ${nextY - y}`
      ;[x, y] = [nextX, nextY]
      return step
    })
    .join('')
}

function bandOf(piece: readonly Dot[]): string {
  const upper = trace(piece.map((dot) => [dot.x, dot.p95]))
  const lower = trace(
    piece.toReversed().map((dot) => [dot.x, dot.p50]),
    'L',
  )
  return `${upper}${lower}z`
}
