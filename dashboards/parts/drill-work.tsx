import type { DrillPage, DrillRecoveryRow } from '../model/drill.ts'
import { Section } from './section.tsx'
import { TableHead } from './table-head.tsx'

/** The share of the work that went on, its cost, and the recovery of each workflow. */
export function DrillWork({ model: { shares, costs, recoveries, isWhole } }: { model: DrillPage }) {
  return (
    <Section id="work" name="Work" finding={findingOf(shares, isWhole)} class="drill-work">
      {shares ? <Shares shares={shares} /> : null}
      {costs.map((cost) => (
        <p class="cost">{cost}</p>
      ))}
      {recoveries.length === 0 ? null : (
        <div class="scroll">
          <table class="records recoveries">
            <TableHead columns={['Workflow', 'Fallback', 'Recovered', 'Objective (RTO)']} />
            <tbody>
              {recoveries.map((row) => (
                <Row row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  )
}

function findingOf(shares: DrillPage['shares'], isWhole: boolean): string {
  if (!shares && !isWhole) return 'Not played to the end of the outage'
  if (!shares) return 'The time of this scenario has no work hours'
  const [proven, lost] = [Math.round(100 * shares.proven), Math.round(100 * (shares.lost + shares.promised))]
  return lost === 0 ? 'All work hours go on' : `${proven} % of the work hours go on, ${lost} % do not`
}

const SHARES = [
  ['proven', 'go on'],
  ['promised', 'promised: lost until it is proven'],
  ['lost', 'lost'],
] as const

function Shares({ shares }: { shares: NonNullable<DrillPage['shares']> }) {
  let from = 0
  return (
    <>
      <svg class="shares" width="100%" height="28" aria-hidden="true" focusable="false">
        {SHARES.map(([key]) => {
          const x = from
          from += shares[key]
          return <rect class={`is-${key}`} x={`${100 * x}%`} width={`${100 * shares[key]}%`} height="28" />
        })}
      </svg>
      <ul class="share-key">
        {SHARES.map(([key, text]) => (
          <li class={`is-${key}`}>
            <strong>{Math.round(100 * shares[key])} %</strong> {text}
          </li>
        ))}
      </ul>
    </>
  )
}

function Row({ row: { workflow, people, fallback, backing, back, objective, rto } }: { row: DrillRecoveryRow }) {
  return (
    <tr>
      <th scope="row">
        <bdi>{workflow}</bdi> <span class="soft">{people}</span>
      </th>
      <td>
        <bdi>{fallback}</bdi> {backing === 'none' ? null : <span class={`backing is-${backing}`}>{backing}</span>}
      </td>
      <td>{back}</td>
      <td>
        {objective} {rto === 'none' ? null : <span class={`rto is-${rto}`}>{rto}</span>}
      </td>
    </tr>
  )
}
