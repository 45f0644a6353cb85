import { wholePercent } from '../../src/core/index.ts'
import type { PlanCell, PlanPageModel, PlanScenario, PlanWorkflow } from '../model/plan-page.ts'
import { Section } from './section.tsx'

/** What each workflow does while surfaces are down. */
export function Matrix({ model: { workflows, scenarios } }: { model: PlanPageModel }) {
  const hasPromise = scenarios.some(({ cells }) => cells.some(({ promised }) => promised))
  return (
    <Section id="matrix" name="Matrix" finding="What each workflow does while a surface is down">
      <section class="scroll" aria-label="What each workflow does" tabindex={0}>
        <table class="records matrix">
          <thead>
            <tr>
              <th scope="col">While down</th>
              {workflows.map(({ name }) => (
                <th scope="col">
                  <bdi>{name}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {scenarios.map(({ down, cells }) => (
              <tr>
                <th scope="row">
                  <bdi>{down}</bdi>
                </th>
                {cells.map((cell) => (
                  <Cell cell={cell} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {hasPromise ? (
        <p class="note">A question mark is a promise: the fallback has no fresh proof, so its work counts as lost.</p>
      ) : null}
    </Section>
  )
}

function Cell({ cell: { action, promised, why } }: { cell: PlanCell }) {
  const kind = action === 'unprotected' ? 'bad' : action === 'goes on' ? 'calm' : promised ? 'open' : 'good'
  return (
    <td class={`action is-${action === 'stops' ? 'open' : kind}`}>
      {action}
      {promised ? (
        <>
          <span aria-hidden="true">?</span>
          <span class="quiet"> (promised)</span>
        </>
      ) : null}
      {why === undefined ? null : (
        <span class="why">
          <bdi>{why}</bdi>
        </span>
      )}
    </td>
  )
}

/** The share of work hours that goes on in each scenario, as a bar and in figures. */
export function PlanShares({ scenarios }: { scenarios: readonly PlanScenario[] }) {
  const withRto = scenarios.some(({ rto }) => rto !== '')
  return (
    <Section id="shares" name="Work hours" finding="The share that goes on while a surface is down">
      <section class="scroll" aria-label="Share of work hours" tabindex={0}>
        <table class="records plan-shares">
          <thead>
            <tr>
              <th scope="col">While down</th>
              <th scope="col" class="bar-column">
                <span class="quiet">Shares</span>
              </th>
              <th scope="col" class="number">
                Goes on
              </th>
              <th scope="col" class="number">
                Promised
              </th>
              <th scope="col" class="number">
                Lost
              </th>
              <th scope="col" class="number">
                An hour costs
              </th>
              {withRto ? <th scope="col">RTO</th> : null}
            </tr>
          </thead>
          <tbody>
            {scenarios.map((scenario) => (
              <ShareRow scenario={scenario} withRto={withRto} />
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  )
}

function ShareRow({ scenario, withRto }: { scenario: PlanScenario; withRto: boolean }) {
  const { down, proven, promised, lost, hour, rto } = scenario
  return (
    <tr>
      <th scope="row">
        <bdi>{down}</bdi>
      </th>
      <td class="bar-column">
        <svg class="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <rect class="share-lost" x="0" y="0" width="100" height="8" />
          <rect class="share-promised" x="0" y="0" width={width(proven + promised)} height="8" />
          <rect class="share-proven" x="0" y="0" width={width(proven)} height="8" />
        </svg>
      </td>
      <td class="number">{wholePercent(proven)}</td>
      <td class="number">{wholePercent(promised)}</td>
      <td class="number">{wholePercent(lost)}</td>
      <td class="number">{hour === '' ? 'nothing' : hour}</td>
      {withRto ? (
        <td class={rto.startsWith('missed') ? 'bad' : undefined}>
          <bdi>{rto}</bdi>
        </td>
      ) : null}
    </tr>
  )
}

function width(share: number): string {
  return (Math.min(1, share) * 100).toFixed(1)
}

/** What to fix, the most work hours first. */
export function Fixes({ fixes }: { fixes: PlanPageModel['fixes'] }) {
  if (fixes.length === 0) return null
  return (
    <Section id="fixes" name="To do" finding="What to fix first">
      <ol class="fixes">
        {fixes.map(({ text, todo, gain, place }) => (
          <li>
            <p>
              <strong>
                <bdi>{text}</bdi>
              </strong>
              {gain === undefined ? null : ` (${gain} of work hours)`}
            </p>
            <p class="todo">
              <bdi>{todo}</bdi> {place === undefined ? null : <code>{place}</code>}
            </p>
          </li>
        ))}
      </ol>
    </Section>
  )
}

const PROTECTION: Readonly<Record<PlanWorkflow['protection'], string>> = {
  proven: 'proven',
  promised: 'promised',
  stop: 'stops on purpose',
  none: 'unprotected',
}

/** Each workflow with its fallback, and why that is not proven. */
export function Readiness({ workflows }: { workflows: readonly PlanWorkflow[] }) {
  return (
    <Section id="readiness" name="Readiness" finding="How far each fallback can be relied on">
      <ul class="readiness">
        {workflows.map((workflow) => (
          <li class={`is-${workflow.protection}`}>
            <h3>
              <bdi>{workflow.name}</bdi>: <span class="protection">{PROTECTION[workflow.protection]}</span>
            </h3>
            <p>
              {workflow.people} {workflow.people === 1 ? 'person' : 'people'}, {workflow.hour} an hour. Works with{' '}
              <bdi>{workflow.uses}</bdi>.
            </p>
            <p>
              Fallback: <bdi>{workflow.fallback}</bdi>.{' '}
              {workflow.owner === undefined ? 'It has no owner.' : <bdi>Owner: {workflow.owner}.</bdi>}{' '}
              {workflow.objectives === '' ? null : `Objective: ${workflow.objectives}.`}
            </p>
            {workflow.shortfalls.length > 0 ? (
              <ul class="reasons">
                {workflow.shortfalls.map((text) => (
                  <li>
                    <bdi>{text}</bdi>
                  </li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  )
}
