import { count, DAY, formatDuration, percent, plural } from '../../src/core/index.ts'
import { place } from '../charts/axis.ts'
import { LaneLegend } from '../charts/lane-legend.tsx'
import { LaneTrack } from '../charts/lane-track.tsx'
import { TimeAxis } from '../charts/time-axis.tsx'
import type { IncidentView, Lane, TrendModel } from '../model/model.ts'
import { availabilityFinding } from '../words/findings.ts'
import { hasSeveralTargets } from '../words/targets.ts'
import type { View } from '../words/view.ts'
import { Changes } from './changes.tsx'
import { PageRow } from './page-row.tsx'
import { PeopleRow } from './people-row.tsx'
import { Section } from './section.tsx'
import { SetupList, SetupRow } from './setup-changes.tsx'
import { SurfaceName } from './surface-name.tsx'

/** Every surface over the range: swim-lanes and availability in one table. */
export function Lanes({ trend, view }: { trend: TrendModel; view: View }) {
  const { lanes } = trend
  const hidden = Math.max(0, (trend.selection?.matching ?? 0) - lanes.length)
  return (
    <Section id="lanes" name="Availability" finding={availabilityFinding(lanes, hidden)}>
      {lanes.length === 0 ? (
        <p class="expect">No surface was judged in this time. Each has a lane here from its first run on.</p>
      ) : (
        <>
          <LaneLegend lanes={lanes} />
          <LaneTable trend={trend} view={view} />
          <Notes hidden={hidden} view={view} />
          <Changes lanes={lanes} view={view} hidden={hidden} />
          <SetupList setup={trend.setup} view={view} />
        </>
      )}
    </Section>
  )
}

/** Columns of numbers next to each lane. */
const COLUMNS = ['Available', 'Down', 'Degraded', 'Unmeasured'] as const

function LaneTable({ trend, view }: { trend: TrendModel; view: View }) {
  const { range, lanes, pages, people = [], incidents, selection } = trend
  const several = hasSeveralTargets(lanes)
  return (
    <table
      class={selection ? 'lanes of-many' : 'lanes'}
      data-lanes={view.live ? `${range.from} ${range.to}` : undefined}
    >
      <thead>
        <tr>
          <th scope="col">Surface</th>
          <th scope="col" class="wide">
            <span class="quiet">Over time; the numbers mark incidents</span>
            <IncidentMarks incidents={incidents.shown} trend={trend} view={view} />
          </th>
          {COLUMNS.map((name) => (
            <th scope="col" class="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lanes.map((lane) => (
          <LaneRow lane={lane} trend={trend} view={view} target={several} />
        ))}
        {people.map((lane) => (
          <PeopleRow people={lane} scale={range} view={view} target={several} columns={COLUMNS.length} />
        ))}
        <SetupRow trend={trend} view={view} columns={COLUMNS.length} />
        {pages.map((page) => (
          <PageRow page={page} scale={range} view={view} target={several} columns={COLUMNS.length} />
        ))}
      </tbody>
      <tfoot aria-hidden="true">
        <tr>
          <td />
          <td class="wide">
            <TimeAxis scale={range} view={view} most={8} />
          </td>
          <td colspan={COLUMNS.length} />
        </tr>
      </tfoot>
    </table>
  )
}

function Notes({ hidden, view }: { hidden: number; view: View }) {
  return (
    <>
      {hidden > 0 ? (
        <p class="note">
          Shown are the surfaces that are in trouble now, then those that were in trouble longest.{' '}
          {plural(hidden, 'surface')} more{view.live ? ': use the filter to see them' : null}.
        </p>
      ) : null}
      <p class="note">
        Available is the share of scheduled runs that passed, slow ones included; the others failed by the provider's
        fault. Runs under maintenance, and runs that could not measure, do not count. Unmeasured is the time of all
        slots without a result. Trouble shorter than 1.5 % of the range is drawn wider than to scale: the longer, the
        wider.{view.live ? ' Drag along a lane to choose a time.' : null}
      </p>
    </>
  )
}

function LaneRow(props: { lane: Lane; trend: TrendModel; view: View; target: boolean }) {
  const { lane, trend, view, target } = props
  return (
    <tr>
      <th scope="row">
        <SurfaceName surface={lane} withTarget={target} />
      </th>
      <td class="wide">
        <LaneTrack lane={lane} scale={trend.range} incidents={trend.incidents.shown} view={view} />
      </td>
      <td class="number strong" title={`${plural(lane.failed, 'failed run')} of ${count(lane.runs)}`}>
        {lane.availability === undefined ? 'no data' : percent(lane.availability)}
      </td>
      {[lane.downMs, lane.degradedMs, lane.unmeasuredMs].map((ms) => (
        <td class="number">{ms > 0 ? formatDuration(ms) : '–'}</td>
      ))}
    </tr>
  )
}

/** Room of a label in percent of the lane, on paper as well. */
const LABEL_ROOM = 13

/** Oldest first. */
function startedSince(incidents: readonly IncidentView[], from: number): readonly IncidentView[] {
  return incidents.filter(({ impactAt }) => impactAt >= from).toReversed()
}

/** Start times of incidents above the lanes; where two labels would touch, the newer incident has a tick only. */
function IncidentMarks(props: { incidents: readonly IncidentView[]; trend: TrendModel; view: View }) {
  const { incidents, trend, view } = props
  const { from, to } = trend.range
  const long = to - from > 2 * DAY
  let last = -100
  return (
    <svg class="marks" width="100%" height="18" aria-hidden="true" focusable="false">
      {startedSince(incidents, from).map((incident) => {
        const x = place(incident.impactAt, trend.range)
        const room = x - last >= LABEL_ROOM
        if (room) last = x
        return (
          <>
            <line class="tick" x1={`${x}%`} x2={`${x}%`} y1={room ? 15 : 12} y2="18" />
            {room ? (
              <text class={`is-${incident.worst}`} x={`${Math.max(2, Math.min(x, 98))}%`} y="12" text-anchor="middle">
                {long ? view.format.day(incident.impactAt) : view.format.clock(incident.impactAt)}
              </text>
            ) : null}
          </>
        )
      })}
    </svg>
  )
}
