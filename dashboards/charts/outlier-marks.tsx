import { duration } from '../words/format.ts'
import { type ChartScale, middleOf, WIDTH } from './chart-path.ts'
import type { ValueScale } from './value-scale.ts'

/** Labels closer than this share of the width would overlap, in percent; the number at the left top needs as much. */
const APART = 18

/** A mark at each point above the scale, with its value; of marks that lie close together only the highest has it. */
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
      {labelled(marks).map(({ x, p95 }) => (
        <text x={`${x > 80 ? x - 1.5 : x + 1.5}%`} y="8" text-anchor={x > 80 ? 'end' : 'start'}>
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

/** The highest marks that have room for a label each. */
function labelled(marks: readonly Mark[]): readonly Mark[] {
  const chosen: Mark[] = []
  for (const mark of marks.toSorted((a, b) => b.p95 - a.p95)) {
    if (mark.x >= APART / 2 && chosen.every(({ x }) => Math.abs(x - mark.x) >= APART)) chosen.push(mark)
  }
  return chosen
}
