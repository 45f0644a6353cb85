import { capital } from '../../src/core/index.ts'
import type { TrendModel } from '../model/model.ts'
import { rangeWords, type View } from '../words/view.ts'
import { Alerts } from './alerts.tsx'
import { Contents } from './contents.tsx'
import { Costs } from './costs.tsx'
import { Health } from './health.tsx'
import { Heat } from './heat.tsx'
import { Incidents } from './incidents.tsx'
import { Lanes } from './lanes.tsx'
import { Latency } from './latency.tsx'
import { Months } from './months.tsx'
import { Objectives } from './objectives.tsx'
import { Period } from './period.tsx'
import { RangeSwitch } from './range-switch.tsx'
import { Statuses } from './statuses.tsx'

/** Everything below the first screen: the history of a range of time. */
export function Trend({ trend, view }: { trend: TrendModel; view: View }) {
  const { from, to } = trend.range
  return (
    <div data-part="trend">
      <div class="edition">
        <p>
          <span class="edition-name">{capital(rangeWords(trend.range, view))}</span>{' '}
          <span class="edition-span">
            {view.format.dated(from)} to {view.format.dated(to)} {view.format.offset(to)}
          </span>
        </p>
        <RangeSwitch view={view} />
      </div>
      <Contents trend={trend} view={view} />
      <Lanes trend={trend} view={view} />
      <Months months={trend.months} view={view} />
      <Period trend={trend} />
      <Objectives trend={trend} view={view} />
      <Incidents trend={trend} view={view} />
      <Costs costs={trend.costs} />
      <Heat trend={trend} view={view} />
      <Latency trend={trend} view={view} />
      <Statuses trend={trend} view={view} />
      <Alerts alerts={trend.alerts} view={view} />
      <Health health={trend.health} />
    </div>
  )
}
