import type { GapLane } from '../model/monitor-page.ts'
import type { View } from '../words/view.ts'
import { place, type Scale, ticksOf } from './axis.ts'

const HEIGHT = 16

/** When one surface was not measured: hatched. Measured time is a thin line, never in the colour of a state. */
export function GapTrack({ lane, scale, view }: { lane: GapLane; scale: Scale; view: View }) {
  const measured =
    lane.measured === undefined
      ? 'never watched'
      : `${(Math.floor(lane.measured * 10_000) / 100).toFixed(2)} % measured`
  return (
    <svg class="gap-track" width="100%" height={HEIGHT} role="img" aria-label={`${lane.title}: ${measured}`}>
      {ticksOf(scale, view.format, 8).map((tick) => (
        <line class="grid" x1={`${place(tick.at, scale)}%`} x2={`${place(tick.at, scale)}%`} y1="0" y2={HEIGHT} />
      ))}
      <line class="measured" x1="0" x2="100%" y1={HEIGHT / 2} y2={HEIGHT / 2} />
      {lane.spans.map(({ from, to, watched }) => (
        <>
          <rect class="blank" x={`${place(from, scale)}%`} width={widthOf({ from, to }, scale)} y="0" height={HEIGHT} />
          {watched ? (
            <rect class="gap" x={`${place(from, scale)}%`} width={widthOf({ from, to }, scale)} y="0" height={HEIGHT} />
          ) : null}
        </>
      ))}
    </svg>
  )
}

/** A gap of a minute in a week still shows. */
function widthOf({ from, to }: Scale, scale: Scale): string {
  return `${Math.max(0.2, Math.round((place(to, scale) - place(from, scale)) * 100) / 100)}%`
}
