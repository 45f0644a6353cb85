import { DAY, formatDuration, plural } from '../../src/core/index.ts'
import { place } from '../charts/axis.ts'
import { LaneLegend } from '../charts/lane-legend.tsx'
import { LaneTrack } from '../charts/lane-track.tsx'
import { TimeAxis } from '../charts/time-axis.tsx'
import type { IncidentView, Lane, TrendModel } from '../model/model.ts'
import { availabilityFinding } from '../words/findings.ts'
import { percent } from '../words/format.ts'
import type { View } from '../words/view.ts'
import { Changes } from './changes.tsx'
import { PageRow } from './page-row.tsx'
import { SectionHead } from './section-head.tsx'

/** Every surface over the range, with what it adds up to: swim-lanes and availability in one table. */
export function Lanes({ trend, view }: { trend: TrendModel; view: View }) {
  const { range, lanes, incidents } = trend
  const targets = new Set(lanes.map((lane) => lane.target)).size
  const hidden = Math.max(0, (trend.selection?.matching ?? 0) - lanes.length)
  return (
    <section aria-labelledby="lanes">
      <SectionHead id="lanes" name="Availability" finding={availabilityFinding(lanes, hidden)} />
      {lanes.length === 0 ? (
        <p class="expect">No door was judged in this time. Each will have a lane here from its first run on.</p>
      ) : (
        <>
          <LaneLegend lanes={lanes} />
          <table class={trend.selection ? 'lanes of-many' : 'lanes'}>
            <thead>
              <tr>
                <th scope="col">Door</th>
                <th scope="col" class="wide">
                  <span class="quiet">Over time; the numbers mark incidents</span>
                  <IncidentMarks incidents={incidents.shown} trend={trend} view={view} />
                </th>
                <th scope="col" class="number">
                  Available
                </th>
                <th scope="col" class="number">
                  Down
                </th>
                <th scope="col" class="number">
                  Degraded
                </th>
              </tr>
            </thead>
            <tbody>
              {lanes.map((lane) => (
                <LaneRow lane={lane} trend={trend} view={view} target={targets > 1} />
              ))}
              {trend.pages.map((page) => (
                <PageRow page={page} scale={range} view={view} target={targets > 1} />
              ))}
            </tbody>
            <tfoot aria-hidden="true">
              <tr>
                <td />
                <td class="wide">
                  <TimeAxis scale={range} view={view} most={8} />
                </td>
                <td colspan={3} />
              </tr>
            </tfoot>
          </table>
          {hidden > 0 ? (
            <p class="note">
              Drawn are the doors that are in trouble now, then those that were in trouble longest. And{' '}
              {plural(hidden, 'more door')}
              {view.live ? ', use the filter to see them' : null}.
            </p>
          ) : null}
          <p class="note">
            Available is the share of the measured time in which a door was not down; a degraded door counts as
            available. Times without measurements, and maintenance, count neither way.
          </p>
          <Changes lanes={lanes} view={view} hidden={hidden} />
        </>
      )}
    </section>
  )
}

function LaneRow(props: { lane: Lane; trend: TrendModel; view: View; target: boolean }) {
  const { lane, trend, view, target } = props
  return (
    <tr>
      <th scope="row">
        {target ? <bdi class="of-target">{lane.target} </bdi> : null}
        <bdi>{lane.title}</bdi>
      </th>
      <td class="wide">
        <LaneTrack lane={lane} scale={trend.range} incidents={trend.incidents.shown} view={view} />
      </td>
      <td class="number strong" title={`measured for ${formatDuration(lane.measuredMs)}`}>
        {lane.availability === undefined ? 'no data' : percent(lane.availability)}
      </td>
      <td class="number">{lane.downMs > 0 ? formatDuration(lane.downMs) : '–'}</td>
      <td class="number">{lane.degradedMs > 0 ? formatDuration(lane.degradedMs) : '–'}</td>
    </tr>
  )
}

/** When incidents began, above the lanes; where two would touch, the older one stands and the newer is a tick. */
function IncidentMarks(props: { incidents: readonly IncidentView[]; trend: TrendModel; view: View }) {
  const { incidents, trend, view } = props
  const long = trend.range.to - trend.range.from > 2 * DAY
  let last = -100
  return (
    <svg class="marks" width="100%" height="18" aria-hidden="true" focusable="false">
      {incidents.toReversed().map((incident) => {
        const x = place(incident.impactAt, trend.range)
        const room = x - last >= 7
        if (room) last = x
        return room ? (
          <text class={`is-${incident.worst}`} x={`${Math.max(2, Math.min(x, 98))}%`} y="12" text-anchor="middle">
            {long ? view.format.day(incident.impactAt) : view.format.clock(incident.impactAt)}
          </text>
        ) : (
          <line class="tick" x1={`${x}%`} x2={`${x}%`} y1="12" y2="18" />
        )
      })}
    </svg>
  )
}
