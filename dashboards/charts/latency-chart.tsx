import { plural } from '../../src/core/index.ts'
import type { Lane, LatencySeries, SetupMark } from '../model/model.ts'
import { duration } from '../words/format.ts'
import { measureWords } from '../words/labels.ts'
import type { View } from '../words/view.ts'
import { place, type Scale } from './axis.ts'
import { ChangeLines } from './change-lines.tsx'
import { type ChartScale, chartPaths, HEIGHT, middleOf, WIDTH } from './chart-path.ts'
import { isBad } from './lane-track.tsx'
import { OutlierMarks } from './outlier-marks.tsx'
import { TimeAxis } from './time-axis.tsx'
import { type ValueScale, valueScaleOf } from './value-scale.ts'

/** One step or measure over time: median line, band up to p95, on a ground that shows when the surface was in trouble. */
export function LatencyChart(props: {
  series: LatencySeries
  title: string
  lane: Lane | undefined
  /** Changes of the version, the configuration or the probe. Default: none. */
  marks?: readonly SetupMark[]
  scale: ChartScale
  view: View
}) {
  const { series, title, lane, marks = [], scale, view } = props
  const { top, outliers } = valueScaleOf(series.points)
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
          {outliers.length > 0 ? <span class="cut">{cutWords({ top, outliers })}</span> : null}
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
          aria-label={labelOf(series, title, { top, outliers })}
          tabindex={0}
          data-chart={`${scale.from} ${scale.to} ${top}`}
          data-over={overOf(outliers, scale)}
        >
          <Grounds lane={lane} scale={scale} />
          <path class="half" d={`M0 ${HEIGHT / 2}h${WIDTH}`} />
          <ChangeLines marks={marks} scale={scale} width={WIDTH} height={HEIGHT} />
          <path class="tail" d={band} />
          <path class="median" d={line} />
        </svg>
        <OutlierMarks outliers={outliers} scale={scale} />
      </div>
      <TimeAxis scale={scale} view={view} most={4} />
    </figure>
  )
}

function labelOf(series: LatencySeries, title: string, values: ValueScale): string {
  const { p50, p95 } = series.total
  const what = `${title}, ${measureWords(series.measure) ?? series.step}`
  const cut = values.outliers.length > 0 ? `, ${cutWords(values)}` : ''
  return `${what}: median ${duration(p50)}, 95th percentile ${duration(p95)}${cut}`
}

/** "2 points above 1.5 s, up to 38 s" */
function cutWords({ top, outliers }: ValueScale): string {
  const highest = Math.max(...outliers.map(({ p95 }) => p95))
  return `${plural(outliers.length, 'point')} above ${duration(top)}, up to ${duration(highest)}`
}

/** The exact values of points that are above the scale, for the read-out: `place,p50,p95` each. */
function overOf(outliers: ValueScale['outliers'], scale: ChartScale): string | undefined {
  if (outliers.length === 0) return undefined
  return outliers.map(({ at, p50, p95 }) => `${middleOf(at, scale)},${p50},${p95}`).join(' ')
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
