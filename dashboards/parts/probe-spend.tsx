import { BUDGET_KINDS, plural, type Spend, spentWords } from '../../src/core/index.ts'
import type { ProbeSpend } from '../model/probe-page.ts'
import { SectionHead } from './section-head.tsx'
import { Spent } from './spent.tsx'

/** What a probe spends: a run in the mean, a day at its interval, and its target with all probes. */
export function ProbeSpending({ spend }: { spend: ProbeSpend }) {
  const { runs, perRun, runsPerDay, target } = spend
  const words = (times: number) =>
    BUDGET_KINDS.filter((kind) => perRun[kind] > 0)
      .map((kind) => spentWords(kind, atLeastOne(kind, perRun[kind] * times)))
      .join(', ')
  return (
    <section aria-labelledby="spend">
      <SectionHead
        id="spend"
        name="Spend"
        finding={runs === 0 ? 'No run to count' : `A run takes ${words(1)} in the mean`}
      />
      {runs === 0 ? null : (
        <p>
          Over the last {plural(runs, 'scheduled run')}. At its interval: {words(runsPerDay)} a day, without confirm
          runs.
        </p>
      )}
      {target ? (
        <ul class="spent">
          <Spent spent={target} />
        </ul>
      ) : null}
    </section>
  )
}

function atLeastOne(kind: keyof Spend, amount: number): number {
  return kind === 'microUsd' ? amount : Math.max(1, amount)
}
