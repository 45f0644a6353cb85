import { count, formatDuration, percent, plural } from '../../src/core/index.ts'
import type { ObjectiveView, TrendModel } from '../model/model.ts'
import { objectiveFinding } from '../words/findings.ts'

import { SectionHead } from './section-head.tsx'

/** Objectives and error budgets: the same numbers as `doorwatch slo`. */
export function Objectives({ trend }: { trend: TrendModel }) {
  const { objectives } = trend
  const [first] = objectives
  if (!first) return null
  const { matching = 0 } = trend.selection ?? {}
  const ofAll =
    matching > objectives.length ? ` (of ${plural(matching, 'surface')}, ${count(objectives.length)} are shown)` : ''
  const several = new Set(objectives.map(({ target }) => target)).size > 1
  return (
    <section aria-labelledby="objectives">
      <SectionHead id="objectives" name="Objectives" finding={`${objectiveFinding(objectives)}${ofAll}`} />
      <section class="scroll" aria-label="Objectives" tabindex={0}>
        <table class="records objectives">
          <thead>
            <tr>
              <th scope="col">Surface</th>
              <th scope="col" class="number">
                Objective
              </th>
              <th scope="col" class="number">
                Measured
              </th>
              <th scope="col" class="number">
                Error budget left
              </th>
              <th scope="col">Verdict</th>
              <th scope="col">Burning</th>
            </tr>
          </thead>
          <tbody>
            {objectives.map((objective) => (
              <Row objective={objective} target={several} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="note">
        Over the last {plural(first.windowDays, 'day')}, whatever range is shown. A verdict is unclear while chance
        alone could explain it.
      </p>
    </section>
  )
}

function Row({ objective, target }: { objective: ObjectiveView; target: boolean }) {
  const { verdict, measured, burning } = objective
  return (
    <tr>
      <th scope="row">
        {target ? <bdi class="of-target">{objective.target} </bdi> : null}
        <bdi>{objective.title}</bdi>
      </th>
      <td class="number">{percent(objective.objective)}</td>
      <td class="number">{measured === undefined ? 'no data' : percent(measured)}</td>
      <td class={objective.left < 0 ? 'number bad' : 'number'}>{budgetWords(objective)}</td>
      <td class={verdict === 'missed' ? 'bad' : undefined}>{verdict}</td>
      <td class={burning ? 'bad' : undefined}>
        {burning ? `${burning.rate.toFixed(1)}× over ${formatDuration(burning.overMs)} (${burning.severity})` : 'no'}
      </td>
    </tr>
  )
}

/** "43 of 100 failed runs", "12 over, 100 allowed" */
function budgetWords({ left, allowed }: ObjectiveView): string {
  const all = Math.floor(allowed)
  return left < 0
    ? `${count(Math.ceil(-left))} over, ${count(all)} allowed`
    : `${count(Math.floor(left))} of ${plural(all, 'run')}`
}
