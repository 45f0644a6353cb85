import { BUDGET_KINDS, plural, type Spend, spentWords } from '../../src/core/index.ts'
import type { ProbeSpend } from '../model/probe-page.ts'
import { Section } from './section.tsx'
import { Spent } from './spent.tsx'

/** The spend of a probe: mean of a run, a day at its interval, and the whole target. */
export function ProbeSpending({ spend }: { spend: ProbeSpend }) {
  const { runs, perRun, runsPerDay, target } = spend
  const words = (times: number) =>
    BUDGET_KINDS.filter((kind) => perRun[kind] > 0)
      .map((kind) => spentWords(kind, atLeastOne(kind, perRun[kind] * times)))
      .join(', ')
  return (
    <Section id="spend" name="Spend" finding={runs === 0 ? 'No run to count' : `A run takes ${words(1)} in the mean`}>
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
    </Section>
  )
}

function atLeastOne(kind: keyof Spend, amount: number): number {
  return kind === 'microUsd' ? amount : Math.max(1, amount)
}
