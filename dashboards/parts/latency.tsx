import { marksOf } from '../charts/change-lines.tsx'
import type { ChartScale } from '../charts/chart-path.ts'
import { LatencyChart } from '../charts/latency-chart.tsx'
import { isRemarkable } from '../charts/remarkable.ts'
import type { Lane, LatencySeries, ProbeLatency, SetupMark, TrendModel } from '../model/model.ts'
import { findingOf, latencyFinding } from '../words/findings.ts'
import { duration } from '../words/format.ts'
import { measureWords } from '../words/labels.ts'
import type { View } from '../words/view.ts'
import { LatencyTable } from './latency-table.tsx'
import { Section } from './section.tsx'

/** With more charts than this, steady ones are folded. */
const FEW = 6

/** How long each step took: small multiples per probe, and the same as a table. */
export function Latency({ trend, view }: { trend: TrendModel; view: View }) {
  const { latency, lanes, range, setup } = trend
  const charts = latency.reduce((sum, { series }) => sum + series.filter(worthDrawing).length, 0)
  return (
    <Section id="latency" name="Speed" finding={findingOf(latencyFinding(latency), trend.selection)}>
      {latency.length === 0 ? (
        <p class="expect">No run passed in this time. Each step of each probe has a small chart here.</p>
      ) : (
        <>
          <p class="key">
            <svg width="26" height="16" aria-hidden="true" focusable="false">
              <path class="tail" d="M0 2h26v9H0z" />
              <path class="median" d="M0 11h26" />
            </svg>
            Half of the runs were faster than the line (p50), 95 of 100 stayed within the band (p95).
          </p>
          <details class="calm">
            <summary>How to read the charts</summary>
            <p class="note">
              Grey ground: the surface was down or degraded. Every chart has its own scale; the number in its corner is
              the top. Steps of less than 5 ms are in the table only. A few points far above the others are cut: where
              the largest is more than three times the 95th percentile of a chart's points, its scale ends at 1.5 times
              that percentile, and a mark at the top has the value. Steady charts are folded: no two points in a row are
              twice as high as usual, none is cut, and the end is within 15 % of the beginning.
            </p>
          </details>
          {latency.map((probe) => (
            <ProbeCharts
              probe={probe}
              lane={laneOf(lanes, probe)}
              scale={range}
              view={view}
              many={hasSiblings(latency, probe)}
              fold={charts > FEW}
              marks={marksOf(setup, probe)}
            />
          ))}
          <LatencyTable latency={latency} />
        </>
      )}
    </Section>
  )
}

function laneOf(lanes: readonly Lane[], probe: ProbeLatency): Lane | undefined {
  return lanes.find((lane) => lane.target === probe.target && lane.surface === probe.surface)
}

/** A check that takes no time is not drawn; it is in the table. */
function worthDrawing(series: LatencySeries): boolean {
  return series.total.p95 >= 5 || measureWords(series.measure) !== undefined
}

function hasSiblings(all: readonly ProbeLatency[], probe: ProbeLatency): boolean {
  return all.some((other) => other !== probe && other.surface === probe.surface)
}

function ProbeCharts(props: {
  probe: ProbeLatency
  lane: Lane | undefined
  scale: TrendModel['range']
  view: View
  many: boolean
  /** Whether steady charts are folded. */
  fold: boolean
  marks: readonly SetupMark[]
}) {
  const { probe, lane, scale, view, many, fold, marks } = props
  const drawn = probe.series.filter(worthDrawing)
  const shown = fold ? drawn.filter(isRemarkable) : drawn
  const calm = drawn.filter((series) => !shown.includes(series))
  const charts = { title: probe.title, lane, marks, scale: { ...scale, gapMs: probe.gapMs }, view }
  return (
    <div class="probe-charts">
      <h3>
        <bdi>{probe.title}</bdi>
        {many ? (
          <small>
            {' '}
            <bdi>
              {probe.target}/{probe.probe}
            </bdi>
          </small>
        ) : null}
      </h3>
      <div>
        <Multiples series={shown} {...charts} />
        {calm.length > 0 ? (
          <details class="calm">
            <summary>
              <bdi>{calmWords(calm)}</bdi>
            </summary>
            <Multiples series={calm} {...charts} />
          </details>
        ) : null}
      </div>
    </div>
  )
}

function Multiples(props: {
  series: readonly LatencySeries[]
  title: string
  lane: Lane | undefined
  marks: readonly SetupMark[]
  scale: ChartScale
  view: View
}) {
  const { series: all, ...shared } = props
  if (all.length === 0) return null
  return (
    <div class="multiples">
      {all.map((series) => (
        <LatencyChart series={series} {...shared} />
      ))}
    </div>
  )
}

/** "Steady: open the app 210 ms, send a prompt 60 ms" */
function calmWords(series: readonly LatencySeries[]): string {
  const each = series.map(({ step, measure, total }) => `${measureWords(measure) ?? step} ${duration(total.p50)}`)
  return `Steady: ${each.join(', ')}`
}
