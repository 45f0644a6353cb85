import { count, plural } from '../../src/core/index.ts'
import { LatencyChart } from '../charts/latency-chart.tsx'
import type { ProbeDrift, StepDrift } from '../model/probe-page.ts'
import { duration } from '../words/format.ts'
import { measureWords } from '../words/labels.ts'
import type { View } from '../words/view.ts'
import { Section } from './section.tsx'
import { SetupList } from './setup-changes.tsx'
import { numbers, TableHead } from './table-head.tsx'

/** Smallest change of the median that is reported; smaller ones are noise. */
const LEAST_CHANGE = 0.1
/** Faster steps have no chart, ms. */
const CHARTED_FROM_MS = 5

/** Whether the steps of a probe became slower: the last days against as many before, as a sentence, a table and charts. */
export function Drift({ drift, title, view }: { drift: ProbeDrift; title: string; view: View }) {
  const { steps, days, charts, range, setup } = drift
  return (
    <Section id="drift" name="Drift" finding={driftFinding(drift)}>
      {steps.length === 0 ? null : (
        <section class="scroll" aria-label="Times of the steps" tabindex={0}>
          <table class="records step-drift">
            <TableHead columns={['Step', 'What', ...numbers(...timeColumns(days))]} />
            <tbody>
              {steps.map((step) => (
                <Row step={step} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <SetupList setup={setup} view={view} />
      {charts ? (
        <div class="multiples">
          {charts.series
            .filter(({ total, measure }) => total.p95 >= CHARTED_FROM_MS || measureWords(measure) !== undefined)
            .map((series) => (
              <LatencyChart
                series={series}
                title={title}
                lane={undefined}
                marks={setup}
                scale={{ ...range, gapMs: charts.gapMs }}
                view={view}
              />
            ))}
        </div>
      ) : null}
    </Section>
  )
}

function timeColumns(days: number): readonly string[] {
  const before = `${days} days before`
  return ['Runs', 'p50', `p50 ${before}`, 'Change', 'p95', `p95 ${before}`]
}

function Row({ step: { step, measure, now, before, change } }: { step: StepDrift }) {
  const isBad = change !== undefined && change >= LEAST_CHANGE
  return (
    <tr>
      <th scope="row">
        <bdi>{step}</bdi>
      </th>
      <td>{measureWords(measure) ?? 'time of the step'}</td>
      <td class="number">{count(now.n)}</td>
      <td class="number">{duration(now.p50)}</td>
      <td class="number">{before ? duration(before.p50) : '–'}</td>
      <td class={isBad ? 'number bad' : 'number'}>{change === undefined ? 'unknown' : changeWords(change)}</td>
      <td class="number">{duration(now.p95)}</td>
      <td class="number">{before ? duration(before.p95) : '–'}</td>
    </tr>
  )
}

/** '+25 %', '−3 %', 'none' */
function changeWords(change: number): string {
  const percents = Math.round(Math.abs(change) * 100)
  return percents === 0 ? 'none' : `${change > 0 ? '+' : '−'}${percents} %`
}

/** "2 of 3 steps became slower by a tenth or more in 7 days" */
export function driftFinding({ steps, days }: Pick<ProbeDrift, 'steps' | 'days'>): string {
  const compared = steps.filter(({ measure, change }) => measure === 'duration_ms' && change !== undefined)
  if (compared.length === 0) return `Too few runs to compare ${days} days with the ${days} before`
  const slower = compared.filter(({ change = 0 }) => change >= LEAST_CHANGE)
  const faster = compared.filter(({ change = 0 }) => change <= -LEAST_CHANGE)
  if (slower.length + faster.length === 0) return `No step became faster or slower by a tenth in ${days} days`
  const parts = [
    ...(slower.length > 0 ? [`${slower.length} slower`] : []),
    ...(faster.length > 0 ? [`${faster.length} faster`] : []),
  ]
  return `Of ${plural(compared.length, 'step')} ${parts.join(', ')} by a tenth or more than ${days} days before`
}
