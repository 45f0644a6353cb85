import type { View } from '../words/view.ts'
import { place, type Scale, ticksOf } from './axis.ts'

/** The labels of a time axis, as wide as the chart above it. Decoration: the times are in the texts and tables too. */
export function TimeAxis({ scale, view, most }: { scale: Scale; view: View; most: number }) {
  return (
    <svg class="axis" width="100%" height="16" aria-hidden="true" focusable="false">
      {ticksOf(scale, view.format, most).map((tick) => {
        const x = place(tick.at, scale)
        return (
          <text x={`${x}%`} y="12" text-anchor={x < 4 ? 'start' : x > 96 ? 'end' : 'middle'}>
            {tick.label}
          </text>
        )
      })}
    </svg>
  )
}
