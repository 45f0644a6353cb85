import { LatencyChart } from '../charts/latency-chart.tsx'
import type { Lane, LatencySeries, ProbeLatency, TrendModel } from '../model/model.ts'
import { findingOf, latencyFinding } from '../words/findings.ts'
import { measureWords } from '../words/labels.ts'
import type { View } from '../words/view.ts'
import { LatencyTable } from './latency-table.tsx'
import { SectionHead } from './section-head.tsx'

/** How long each step took: small multiples per probe, and the same as a table. */
export function Latency({ trend, view }: { trend: TrendModel; view: View }) {
  const { latency, lanes, range } = trend
  return (
    <section aria-labelledby="latency">
      <SectionHead id="latency" name="Speed" finding={findingOf(latencyFinding(latency), trend.selection)} />
      {latency.length === 0 ? (
        <p class="expect">No run passed in this time. Each step of each probe has a small chart here.</p>
      ) : (
        <>
          <p class="key">
            <svg width="26" height="16" aria-hidden="true" focusable="false">
              <path class="tail" d="M0 2h26v9H0z" />
              <path class="median" d="M0 11h26" />
            </svg>
            Half of the runs were faster than the line (p50), 95 of 100 stayed within the band (p95). Grey ground: the
            surface was down or degraded. Every chart has its own scale; the number in its corner is the top. Steps of
            less than 5 ms are in the table only.
          </p>
          {latency.map((probe) => (
            <ProbeCharts
              probe={probe}
              lane={laneOf(lanes, probe)}
              scale={range}
              view={view}
              many={hasSiblings(latency, probe)}
            />
          ))}
          <LatencyTable latency={latency} />
        </>
      )}
    </section>
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
  return all.some((one) => one !== probe && one.surface === probe.surface)
}

function ProbeCharts(props: {
  probe: ProbeLatency
  lane: Lane | undefined
  scale: TrendModel['range']
  view: View
  many: boolean
}) {
  const { probe, lane, scale, view, many } = props
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
      <div class="multiples">
        {probe.series.filter(worthDrawing).map((series) => (
          <LatencyChart
            series={series}
            title={probe.title}
            lane={lane}
            scale={{ ...scale, gapMs: probe.gapMs }}
            view={view}
          />
        ))}
      </div>
    </div>
  )
}
