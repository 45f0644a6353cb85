import { formatDuration } from '../../src/core/index.ts'
import type { RunLine } from '../model/probe-page.ts'
import { Failure } from '../words/failure.tsx'
import { OUTCOME_WORDS } from '../words/labels.ts'
import type { View } from '../words/view.ts'
import { TableHead } from './table-head.tsx'

/** Runs as a table, on a phone as a list; each leads to its page. */
export function RunLines({ runs, name, view }: { runs: readonly RunLine[]; name: string; view: View }) {
  if (runs.length === 0) return null
  return (
    <section class="scroll" aria-label={name} tabindex={0}>
      <table class="records run-lines">
        <TableHead columns={['Started', 'Result', 'Took', 'By', 'Failure']} />
        <tbody>
          {runs.map((run) => (
            <tr>
              <td>
                <a href={run.path}>
                  {view.format.day(run.at)}, {view.format.seconds(run.at)}
                </a>
              </td>
              <td>
                <span class={`outcome is-${run.outcome}`}>{OUTCOME_WORDS[run.outcome]}</span>
              </td>
              <td>{formatDuration(run.durationMs)}</td>
              <td class="trigger">{run.trigger}</td>
              <td class="what-failed">{run.failure ? <Failure failure={run.failure} /> : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
