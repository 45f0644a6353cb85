import { budgetLeftText, burnText, count, percent, plural, signedDuration } from '../../src/core/index.ts'
import type { ObjectiveView, TrendModel } from '../model/model.ts'
import { objectiveFinding } from '../words/findings.ts'
import { hasSeveralTargets } from '../words/targets.ts'
import type { View } from '../words/view.ts'
import { anchorOf, ObjectiveDetail } from './objective-detail.tsx'
import { Section } from './section.tsx'
import { TargetName } from './surface-name.tsx'
import { numbers, TableHead } from './table-head.tsx'

/** Objectives and error budgets: the same numbers as `doorwatch slo`. A file also has the course of each budget. */
export function Objectives({ trend, view }: { trend: TrendModel; view: View }) {
  const { objectives } = trend
  const [first] = objectives
  if (!first) return null
  const { matching = 0 } = trend.selection ?? {}
  const ofAll =
    matching > objectives.length ? ` (of ${plural(matching, 'surface')}, ${count(objectives.length)} are shown)` : ''
  return (
    <Section id="objectives" name="Objectives" finding={`${objectiveFinding(objectives)}${ofAll}`}>
      <ObjectiveTable objectives={objectives} page={view.live ? '/objectives' : ''} />
      <p class="note">
        Over the last {plural(first.windowDays, 'day')}, whatever range is shown. A verdict is unclear while chance
        alone could explain it.{' '}
        {view.live ? <a href="/objectives">How each budget was spent, and how long it lasts</a> : null}
      </p>
      {view.live ? null : (
        <details class="budgets">
          <summary>How each budget was spent, and how long it lasts</summary>
          <ObjectiveDetails objectives={objectives} view={view} />
        </details>
      )}
    </Section>
  )
}

/** Surfaces with details; more have a row of the table only. */
const DETAILED = 24

/** The worst surfaces in detail. */
export function ObjectiveDetails({ objectives, view }: { objectives: readonly ObjectiveView[]; view: View }) {
  const several = hasSeveralTargets(objectives)
  return (
    <div class="objective-details">
      {objectives.slice(0, DETAILED).map((objective) => (
        <ObjectiveDetail objective={objective} target={several} view={view} />
      ))}
      {objectives.length > DETAILED ? (
        <p class="note">
          And {plural(objectives.length - DETAILED, 'more surface')}: they are in the table only, with more of their
          budgets left.
        </p>
      ) : null}
    </div>
  )
}

/** A row for each surface. @param page address of the page with the details; empty where they are on the same page */
export function ObjectiveTable({ objectives, page }: { objectives: readonly ObjectiveView[]; page: string }) {
  const several = hasSeveralTargets(objectives)
  return (
    <section class="scroll" aria-label="Objectives" tabindex={0}>
      <table class="records objectives">
        <TableHead
          columns={['Surface', ...numbers('Objective', 'Reached', 'Error budget left'), 'Verdict', 'Burning']}
        />
        <tbody>
          {objectives.map((objective, index) => (
            <Row objective={objective} target={several} page={index < DETAILED ? page : undefined} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({
  objective,
  target,
  page,
}: {
  objective: ObjectiveView
  target: boolean
  /** Absent where there are no details. */
  page: string | undefined
}) {
  const { verdict, measured, burning, leftMs, runs } = objective
  return (
    <tr>
      <th scope="row">
        <TargetName target={objective.target} shown={target} />
        {page === undefined ? (
          <bdi>{objective.title}</bdi>
        ) : (
          <a href={`${page}#${encodeURIComponent(anchorOf(objective))}`}>
            <bdi>{objective.title}</bdi>
          </a>
        )}
      </th>
      <td class="number">{percent(objective.objective)}</td>
      <td class="number">{measured === undefined ? 'no data' : percent(measured)}</td>
      <td class={objective.left < 0 ? 'number bad' : 'number'}>
        {runs === 0 ? 'no run yet' : `${budgetLeftText(objective)}, ${signedDuration(leftMs)}`}
      </td>
      <td class={verdict === 'missed' ? 'bad' : undefined}>{verdict}</td>
      <td class={burning ? 'bad' : undefined}>
        {burning ? burnText(burning.rate, burning.overMs, burning.severity) : 'no'}
      </td>
    </tr>
  )
}
