import { duration } from '../words/format.ts'
import { type ChartScale, middleOf, WIDTH } from './chart-path.ts'
import type { ValueScale } from './value-scale.ts'

/** Width of a label with its distance from the mark, in percent of the chart. */
const LABEL = { gap: 1.5, width: 18 }

/**
 * A mark at each point above the scale, the highest first with its value beside it: after it, else before it. Where neither
 * side is free it has none; the line above the chart has the highest value.
 */
export function OutlierMarks({ outliers, scale }: { outliers: ValueScale['outliers']; scale: ChartScale }) {
  if (outliers.length === 0) return null
  const marks = outliers.map(({ at, p95 }) => ({ x: (100 * middleOf(at, scale)) / WIDTH, p95 }))
  return (
    <svg class="outliers" width="100%" height="14" aria-hidden="true" focusable="false">
      {marks.map(({ x }) => (
        <svg x={`${x}%`} overflow="visible" aria-hidden="true">
          <path d="M-3.5 7L0 0l3.5 7z" />
        </svg>
      ))}
      {labelsOf(marks).map(({ x, p95, isBefore }) => (
        <text x={`${isBefore ? x - LABEL.gap : x + LABEL.gap}%`} y="8" text-anchor={isBefore ? 'end' : 'start'}>
          {duration(p95)}
        </text>
      ))}
    </svg>
  )
}

interface Mark {
  readonly x: number
  readonly p95: number
}

interface Label extends Mark {
  readonly isBefore: boolean
}

/** The highest marks that have room for a label, which covers neither a mark nor another label. */
function labelsOf(marks: readonly Mark[]): readonly Label[] {
  const labels: Label[] = []
  const isFree = (label: Label) => {
    const [from, to] = spanOf(label)
    const others = marks.filter(({ x }) => x !== label.x)
    return (
      from >= 0 &&
      to <= 100 &&
      others.every(({ x }) => x <= from || x >= to) &&
      labels.map(spanOf).every(([start, end]) => end <= from || start >= to)
    )
  }
  for (const mark of marks.toSorted((a, b) => b.p95 - a.p95)) {
    const label = [false, true].map((isBefore) => ({ ...mark, isBefore })).find(isFree)
    if (label) labels.push(label)
  }
  return labels
}

function spanOf({ x, isBefore }: Label): readonly [number, number] {
  return isBefore ? [x - LABEL.width, x] : [x, x + LABEL.width]
}
