import { count } from '../../src/core/index.ts'
import type { StatusMix } from '../model/model.ts'
import { STATUS_CLASSES } from '../model/status-classes.ts'
import type { Scale } from './axis.ts'

const WIDTH = 1000
const HEIGHT = 60
/** An error that is one answer in a thousand still shows. */
const LEAST = 3

/** Stacked bars of shares; every class is one path, so that a year stays small. */
export function StatusBars({ mix, scale }: { mix: StatusMix; scale: Scale }) {
  const paths = STATUS_CLASSES.map(() => '')
  for (const bucket of mix.buckets) {
    for (const [index, rect] of stack(bucket, mix.bucketMs, scale).entries()) paths[index] += rect
  }
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={inWords(mix)}
    >
      {STATUS_CLASSES.map((name, index) =>
        paths[index] ? <path class={`status s-${name}`} d={paths[index]} /> : null,
      )}
    </svg>
  )
}

function stack(bucket: StatusMix['buckets'][number], bucketMs: number, scale: Scale): string[] {
  const total = bucket.counts.reduce((sum, n) => sum + n, 0)
  if (total === 0) return []
  const from = x(bucket.at, scale)
  const width = Math.max(1, x(bucket.at + bucketMs, scale) - from)
  const heights = heightsOf(bucket.counts, total)
  let y = HEIGHT
  return heights.map((height) => {
    y -= height
    return height > 0 ? `M${from} ${y}h${width}v${height}h-${width}z` : ''
  })
}

/** Whole heights that add up to the bar; what rounding gives to the rare classes is taken from whichever is largest. */
function heightsOf(counts: readonly number[], total: number): number[] {
  if (total === 0) return counts.map(() => 0)
  const heights = counts.map((n) => (n === 0 ? 0 : Math.max(LEAST, Math.round((n / total) * HEIGHT))))
  const excess = heights.reduce((sum, height) => sum + height, 0) - HEIGHT
  for (let taken = 0; taken < Math.abs(excess); taken += 1) {
    const largest = Math.max(...heights)
    heights[heights.indexOf(largest)] = largest - Math.sign(excess)
  }
  return heights
}

function x(at: number, scale: Scale): number {
  const share = (at - scale.from) / Math.max(1, scale.to - scale.from)
  return Math.round(Math.min(1, Math.max(0, share)) * WIDTH)
}

function inWords(mix: StatusMix): string {
  const total = Object.values(mix.total).reduce((sum, n) => sum + n, 0)
  const codes = Object.entries(mix.total).map(([code, n]) => `${code}: ${count(n)}`)
  return `${mix.title}: ${count(total)} answers; ${codes.slice(0, 12).join(', ')}`
}
