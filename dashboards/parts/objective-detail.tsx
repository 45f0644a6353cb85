import {
  budgetLastsText,
  budgetLeftText,
  burnText,
  count,
  formatDuration,
  percent,
  plural,
  signedDuration,
} from '../../src/core/index.ts'
import { BurnDown } from '../charts/burn-down.tsx'
import type { ObjectiveView } from '../model/model.ts'
import type { View } from '../words/view.ts'
import { Figure } from './figure.tsx'
import { IncidentLine } from './incident-link.tsx'
import { SurfaceName } from './surface-name.tsx'

/** One surface against its objective: availability, remaining error budget, burn rate, and the incidents that spent it. */
export function ObjectiveDetail({
  objective,
  target,
  view,
}: {
  objective: ObjectiveView
  /** Whether the target is named. */
  target: boolean
  view: View
}) {
  const { windowDays, runs, bad, measured, leftMs, allowedMs } = objective
  return (
    <article id={anchorOf(objective)} class="objective">
      <h3>
        <SurfaceName surface={objective} withTarget={target} />
      </h3>
      <dl class="budget">
        <Figure name="Objective" value={percent(objective.objective)}>
          of the runs of {plural(windowDays, 'day')}
        </Figure>
        <Figure name="Reached" value={measured === undefined ? 'no data' : percent(measured)}>
          {runs === 0 ? 'no run yet' : `${count(bad)} of ${plural(runs, 'run')} bad`}
        </Figure>
        <Figure name="Error budget left" value={signedDuration(leftMs)} bad={leftMs < 0}>
          of {formatDuration(allowedMs)}; {budgetLeftText(objective)}
        </Figure>
        <TimeLeft objective={objective} />
      </dl>
      {runs === 0 ? null : <BurnDown objective={objective} view={view} />}
      <Spent objective={objective} view={view} />
    </article>
  )
}

/** The id of a surface on the page. */
export function anchorOf({ target, surface }: { readonly target: string; readonly surface: string }): string {
  return `${target}/${surface}`
}

function TimeLeft({ objective: { timeLeftMs, dayRate, runs, burning } }: { objective: ObjectiveView }) {
  if (runs === 0) return null
  const fast = burning ? `; burning ${burnText(burning.rate, burning.overMs, burning.severity)}` : ''
  return (
    <Figure name="At the rate of the last day" value={budgetLastsText(timeLeftMs)} bad={timeLeftMs !== undefined}>
      {Number.isFinite(dayRate) ? `${dayRate.toFixed(1)}× the rate that the objective allows` : 'it allows no bad run'}
      {fast}
    </Figure>
  )
}

/** The share of the budget that each incident spent. */
function Spent({ objective, view }: { objective: ObjectiveView; view: View }) {
  const { incidents, bad, badOfMore, badOutside } = objective
  if (bad === 0) return <p class="note">No bad run in the window.</p>
  const share = (runs: number) =>
    objective.allowed > 0 ? `${Math.round((100 * runs) / objective.allowed)} % of the budget` : 'the budget is 0'
  const rest = (runs: number, where: string) =>
    runs === 0 ? null : (
      <li>
        {where}: {plural(runs, 'run')}, {share(runs)}
      </li>
    )
  return (
    <ul class="spent-by">
      {incidents.map((incident) => (
        <li>
          <IncidentLine incident={incident} view={view} />: {plural(incident.bad, 'run')}, <b>{share(incident.bad)}</b>
        </li>
      ))}
      {rest(badOfMore, 'Other incidents')}
      {rest(badOutside, 'Outside of incidents')}
    </ul>
  )
}
