import { plural } from '../src/core/index.ts'
import type { ObjectivesPageModel } from './model/objectives.ts'
import { ObjectiveDetails, ObjectiveTable } from './parts/objectives.tsx'
import { servicePage } from './parts/page.tsx'
import { objectiveFinding } from './words/findings.ts'
import type { View } from './words/view.ts'

/** The page of the objectives: the numbers of `doorwatch slo`, how each budget was spent, and how long it lasts. */
export function objectivesDocument({ objectives }: ObjectivesPageModel, view: View): string {
  const [first] = objectives
  const finding = first ? `${objectiveFinding(objectives)}.` : 'Nothing has been measured yet.'
  return servicePage({
    ...{ title: finding, skip: 'Skip to the objectives', name: 'objectives-page', view },
    targets: [...new Set(objectives.map(({ target }) => target))],
    children: (
      <>
        <section class={`lead is-${standingOf({ objectives })}`} aria-labelledby="headline">
          <h1 id="headline">
            <bdi>{finding}</bdi>
          </h1>
        </section>
        {first ? (
          <>
            <ObjectiveTable objectives={objectives} page="" />
            <p class="note">
              Over the last {plural(first.windowDays, 'day')}. Scheduled runs count; maintenance, and runs that could
              not measure, do not. A budget as time takes each bad run for the time between two runs. A verdict is
              unclear while chance alone could explain it. The same numbers: <code>doorwatch slo</code>,{' '}
              <a href="/api/v1/objectives">as data</a>.
            </p>
            <section aria-labelledby="budgets">
              <h2 id="budgets">How each budget was spent</h2>
              <ObjectiveDetails objectives={objectives} view={view} />
              <p class="note">
                A line falls where runs were bad; below 0 the budget is overspent. Grey: incidents. Hatched: not
                measured. Runs count for an incident by hours, within the last six hours by five minutes.
              </p>
            </section>
          </>
        ) : (
          <p class="expect">
            Objectives are judged from the first scheduled run. They are set in the configuration, under{' '}
            <code>objectives</code>.
          </p>
        )}
      </>
    ),
  })
}

/** The colour of the lead. */
function standingOf({
  objectives,
}: Pick<ObjectivesPageModel, 'objectives'>): 'down' | 'degraded' | 'operational' | 'unknown' {
  if (objectives.every(({ runs }) => runs === 0)) return 'unknown'
  if (objectives.some(({ verdict }) => verdict === 'missed')) return 'down'
  if (objectives.some(({ burning, left }) => burning || left < 0)) return 'degraded'
  return objectives.every(({ verdict }) => verdict === 'unclear') ? 'unknown' : 'operational'
}
