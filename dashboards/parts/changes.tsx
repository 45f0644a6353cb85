import { formatDuration, plural } from '../../src/core/index.ts'
import type { Lane } from '../model/model.ts'
import { Failure } from '../words/failure.tsx'
import { STATE_WORDS } from '../words/labels.ts'
import { hasSeveralTargets } from '../words/targets.ts'
import { At } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { SurfaceName } from './surface-name.tsx'
import { numbers, TableHead } from './table-head.tsx'

const ROWS = 100

/** The lanes as a table, newest first: for screen readers, for copying, and for print. */
export function Changes({ lanes, view, hidden }: { lanes: readonly Lane[]; view: View; hidden: number }) {
  const withTarget = hasSeveralTargets(lanes)
  const rows = lanes
    .flatMap((lane) => lane.spans.map((span) => ({ lane, span })))
    .filter(({ span }) => span.state !== 'operational' && span.state !== 'unwatched')
    .toSorted((a, b) => b.span.from - a.span.from)
  if (rows.length === 0)
    return (
      <p class="note">
        {hidden > 0 ? 'Every surface shown here' : 'Every surface'} was operational whenever it was measured.
      </p>
    )
  return (
    <details id="changes">
      <summary>Show as a table</summary>
      <section class="scroll" aria-label="Changes of state" tabindex={0}>
        <table class="records">
          <TableHead columns={['From', 'To', 'Surface', 'State', ...numbers('For'), 'Failure']} />
          <tbody>
            {rows.slice(0, ROWS).map(({ lane, span }) => (
              <tr>
                <td>
                  <At at={span.from} view={view} />
                </td>
                <td>
                  <At at={span.to} view={view} />
                </td>
                <td>
                  <SurfaceName surface={lane} withTarget={withTarget} />
                </td>
                <td>{STATE_WORDS[span.state]}</td>
                <td class="number">{formatDuration(span.troubleMs ?? span.to - span.from)}</td>
                <td>{span.failure ? <Failure failure={span.failure} /> : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > ROWS ? <p class="note">And {plural(rows.length - ROWS, 'earlier one')}.</p> : null}
    </details>
  )
}
