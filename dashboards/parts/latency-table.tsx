import { count } from '../../src/core/index.ts'
import type { ProbeLatency } from '../model/model.ts'
import { duration } from '../words/format.ts'
import { measureWords } from '../words/labels.ts'

/** The charts in numbers, over the whole range. */
export function LatencyTable({ latency }: { latency: readonly ProbeLatency[] }) {
  const several = new Set(latency.map(({ target }) => target)).size > 1
  const rows = latency.flatMap((probe) => probe.series.map((series) => ({ probe, series })))
  return (
    <details>
      <summary>Show as a table</summary>
      <section class="scroll" aria-label="Times of all steps" tabindex={0}>
        <table class="records">
          <thead>
            <tr>
              <th scope="col">Surface</th>
              <th scope="col">Step</th>
              <th scope="col">What</th>
              <th scope="col" class="number">
                Runs
              </th>
              <th scope="col" class="number">
                p50
              </th>
              <th scope="col" class="number">
                p95
              </th>
              <th scope="col" class="number">
                p99
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ probe, series }) => (
              <tr>
                <td>
                  {several ? <bdi class="of-target">{probe.target} </bdi> : null}
                  <bdi>{probe.title}</bdi>
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
