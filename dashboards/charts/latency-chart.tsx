import type { Lane, LatencySeries } from '../model/model.ts'
import { duration } from '../words/format.ts'
import { measureWords } from '../words/labels.ts'
import type { View } from '../words/view.ts'
import { place, type Scale } from './axis.ts'
import { type ChartScale, chartPaths, HEIGHT, niceTop, WIDTH } from './chart-path.ts'
import { isBad } from './lane-track.tsx'
import { TimeAxis } from './time-axis.tsx'

/** One step or measure over time: median line, band up to p95, on a ground that shows when the surface was in trouble. */
export function LatencyChart(props: {
  series: LatencySeries
  title: string
  lane: Lane | undefined
  scale: ChartScale
  view: View
}) {
  const { series, title, lane, scale, view } = props
  const top = niceTop(Math.max(...series.points.map((point) => point.p95)))
  const { line, band } = chartPaths(series.points, scale, top)
  const measure = measureWords(series.measure)
  const { p50, p95 } = series.total
  return (
    <figure class="multiple">
      <figcaption>
        <span class="what">
          <bdi>{measure ?? series.step}</bdi>
        </span>
        <span class="figures">
          p50 <b>{duration(p50)}</b> p95 <b>{duration(p95)}</b>
        </span>
      </figcaption>
      <div class="plot">
        <span class="top" aria-hidden="true">
          {duration(top)}
        </span>
        <svg
          class="chart"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}, ${measure ?? series.step}: median ${duration(p50)}, 95th percentile ${duration(p95)}`}
          tabindex={0}
          data-chart={`${scale.from} ${scale.to} ${top}`}
        >
          <Grounds lane={lane} scale={scale} />
          <path class="half" d={`M0 ${HEIGHT / 2}h${WIDTH}`} />
          <path class="tail" d={band} />
          <path class="median" d={line} />
        </svg>
      </div>
      <TimeAxis scale={scale} view={view} most={4} />
    </figure>
  )
}

function Grounds({ lane, scale }: { lane: Lane | undefined; scale: Scale }) {
  const bad = (lane?.spans ?? []).filter(isBad)
  if (bad.length === 0) return null
  const d = bad
    .map((span) => {
      const [from, to] = [place(span.from, scale) * 10, place(span.to, scale) * 10]
      return `M${Math.round(from)} 0h${Math.max(2, Math.round(to - from))}v${HEIGHT}H${Math.round(from)}z`
    })
    .join('')
  return <path class="ground" d={d} />
}
