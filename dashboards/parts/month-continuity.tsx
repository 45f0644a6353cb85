import { plural } from '../../src/core/index.ts'
import type { MonthModel, MonthPlan } from '../model/month.ts'
import type { View } from '../words/view.ts'

/** The plan, its drills, and the open items after outages. */
export function MonthContinuity({ model, view }: { model: MonthModel; view: View }) {
  const { plan, afterwards, moreAfterwards } = model
  if (!plan && afterwards.length === 0) return null
  return (
    <section aria-labelledby="continuity">
      <h2 id="continuity">Plan for outages</h2>
      {plan ? <Plan plan={plan} view={view} /> : null}
      {afterwards.length === 0 ? (
        <p>Nothing is left to do after an outage.</p>
      ) : (
        <>
          <p>Left to do after outages:</p>
          <ul class="changes">
            {afterwards.map(({ incident, workflow, item }) => (
              <li>
                <bdi>{workflow}</bdi>: <bdi>{item}</bdi>{' '}
                <span class="soft">
                  after <bdi>{incident}</bdi>
                </span>
              </li>
            ))}
            {moreAfterwards > 0 ? <li>and {plural(moreAfterwards, 'more item')}</li> : null}
          </ul>
        </>
      )}
    </section>
  )
}

function Plan({ plan, view }: { plan: MonthPlan; view: View }) {
  const { workflows, drills, rehearsed, isStale } = plan
  return (
    <ul class="changes">
      <li>
        Of {plural(workflows, 'workflow')}: {protectionWords(plan)}{' '}
        <span class="soft">(on {view.format.day(view.at)})</span>.
      </li>
      <li class={isStale ? 'bad' : undefined}>
        <bdi>{rehearsed}</bdi>.
      </li>
      {drills.map(({ at, scenario, score }) => (
        <li>
          Drill of {view.format.day(at)}, <bdi>{scenario}</bdi>: {score}.
        </li>
      ))}
    </ul>
  )
}

/** '2 proven, 1 promised, 1 without protection' */
function protectionWords({ proven, promised, stop, none }: MonthPlan): string {
  const parts: readonly [number, string][] = [
    [proven, 'proven'],
    [promised, 'promised'],
    [stop, 'stop by plan'],
    [none, 'without protection'],
  ]
  return parts
    .filter(([howMany]) => howMany > 0)
    .map(([howMany, word]) => `${howMany} ${word}`)
    .join(', ')
}
