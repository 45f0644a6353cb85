import type { Lane, LaneState } from '../model/model.ts'
import { STATE_WORDS } from '../words/labels.ts'

const ORDER: readonly LaneState[] = ['operational', 'degraded', 'down', 'unknown', 'maintenance']
const SAMPLES: Readonly<Record<string, readonly [number, number]>> = {
  operational: [6, 4],
  degraded: [3, 10],
  down: [0, 16],
  unknown: [7, 2],
  maintenance: [4, 8],
}

/** What the bars mean; open and down always, the others where they occur. */
export function LaneLegend({ lanes }: { lanes: readonly Lane[] }) {
  const present = new Set(lanes.flatMap((lane) => lane.spans.map((span) => span.state)))
  const states = ORDER.filter((state) => state === 'operational' || state === 'down' || present.has(state))
  return (
    <ul class="legend">
      {states.map((state) => {
        const [y, height] = SAMPLES[state] ?? [0, 0]
        return (
          <li>
            <svg width="26" height="16" aria-hidden="true" focusable="false">
              <rect class={`is-${state}`} x="0" y={y} width="26" height={height} />
            </svg>
            {STATE_WORDS[state]}
          </li>
        )
      })}
    </ul>
  )
}
