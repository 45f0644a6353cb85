import { count } from '../../src/core/index.ts'
import type { CostRow, CostSummary, CostView } from '../model/model.ts'
import { Section } from './section.tsx'
import { numbers, TableHead } from './table-head.tsx'

/** Open outages whose cost is on the first screen. */
const MOST = 3

/** The cost of the open outages so far: an entry of the facts on the first screen. */
export function CostSoFar({ costs }: { costs: readonly CostView[] }) {
  if (costs.length === 0) return null
  const more = costs.length - MOST
  return (
    <div>
      <dt>Cost so far</dt>
      {costs.slice(0, MOST).map(({ target, ours, text, unknown }) => (
        <dd>
          {costs.length > 1 || ours ? <bdi>{ours ? `${target}, by our own key or quota` : target}: </bdi> : null}
          <strong>{text}</strong>
          {unknown === undefined ? null : ` ${unknown}`}
        </dd>
      ))}
      {more > 0 ? <dd>and {count(more)} more</dd> : null}
    </div>
  )
}

/** The cost of an incident, with its workflows. */
export function IncidentCost({ cost }: { cost: CostView }) {
  return (
    <div>
      <h4>{cost.open ? 'Cost so far' : 'Cost'}</h4>
      <p>
        <strong>{cost.text}</strong>
        {cost.unknown === undefined ? null : `. ${cost.unknown}.`}
      </p>
      {cost.workflows.length > 1 ? <CostTable name="Workflow" rows={cost.workflows} /> : null}
    </div>
  )
}

/** The cost of the outages of the range, by workflow and by surface. */
export function Costs({ costs }: { costs: CostSummary | undefined }) {
  if (!costs) return null
  return (
    <Section id="costs" name="Cost" finding={`${costs.text} in this time`}>
      <CostTable name="Workflow" rows={costs.workflows} />
      <CostTable name="Surface" rows={costs.surfaces} />
      <p class="note">
        {costs.unknown === undefined ? null : `${costs.unknown}. `}
        People × rate × working hours × share of work lost, under the fallback that was proven when each outage began. A
        promised saving is part of the cost. Where several surfaces stop the same work, each has an equal part.
      </p>
    </Section>
  )
}

function CostTable({ name, rows }: { name: string; rows: readonly CostRow[] }) {
  const withHours = rows.some(({ lostHours }) => lostHours !== undefined)
  return (
    <section class="scroll" aria-label={`Cost by ${name.toLowerCase()}`} tabindex={0}>
      <table class="records costs">
        <TableHead
          columns={[name, ...numbers(...(withHours ? ['Hours lost'] : []), 'Cost', 'Without a plan', 'Promised')]}
        />
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">
                <bdi>{row.name}</bdi>
                {row.ours ? ' (ours)' : null}
              </th>
              {withHours ? <td class="number">{count(Number((row.lostHours ?? 0).toFixed(1)))}</td> : null}
              <td class="number">{row.cost}</td>
              <td class="number">{row.withoutPlan}</td>
              <td class="number">{row.promised ?? 'none'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
