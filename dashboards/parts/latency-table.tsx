import { count } from '../../src/core/index.ts'
import type { ProbeLatency } from '../model/model.ts'
import { duration } from '../words/format.ts'
import { measureWords } from '../words/labels.ts'
import { hasSeveralTargets } from '../words/targets.ts'
import { SurfaceName } from './surface-name.tsx'
import { numbers, TableHead } from './table-head.tsx'

/** The charts in numbers, over the whole range. */
export function LatencyTable({ latency }: { latency: readonly ProbeLatency[] }) {
  const withTarget = hasSeveralTargets(latency)
  const rows = latency.flatMap((probe) => probe.series.map((series) => ({ probe, series })))
  return (
    <details>
      <summary>Show as a table</summary>
      <section class="scroll" aria-label="Times of all steps" tabindex={0}>
        <table class="records">
          <TableHead columns={['Surface', 'Step', 'What', ...numbers('Runs', 'p50', 'p95', 'p99')]} />
          <tbody>
            {rows.map(({ probe, series }) => (
              <tr>
                <td>
                  <SurfaceName surface={probe} withTarget={withTarget} />
                </td>
                <td>
                  <bdi>{series.step}</bdi>
                </td>
                <td>{measureWords(series.measure) ?? 'time of the step'}</td>
                <td class="number">{count(series.total.n)}</td>
                <td class="number">{duration(series.total.p50)}</td>
                <td class="number">{duration(series.total.p95)}</td>
                <td class="number">{duration(series.total.p99)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
