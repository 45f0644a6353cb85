import type { ProbeSpend } from '../../../dashboards/model/probe-page.ts'
import { addSpend, DAY, defined, type History, NOTHING_SPENT, type ProbeRef, spendOf } from '../../core/index.ts'
import { type Budgets, spendViews } from '../spend.ts'

/** Number of runs in the mean. */
const SAMPLED = 50

/** The mean spend of a run of a probe, and today's spend of its target. @param now epoch ms */
export async function readProbeSpend(
  history: Pick<History, 'runs' | 'spend' | 'openNotices'>,
  ref: ProbeRef,
  { now, everyMs, budgets }: { readonly now: number; readonly everyMs: number; readonly budgets: Budgets },
): Promise<ProbeSpend> {
  const { target } = ref
  const [runs, days, notices] = await Promise.all([
    history.runs({ ...ref, outcomes: ['passed', 'slow', 'failed'], triggers: ['schedule'], limit: SAMPLED }),
    history.spend({ from: now - 1, to: now, targets: [target] }),
    history.openNotices(),
  ])
  const sum = runs.map((run) => spendOf(run, budgets[target]?.prices)).reduce(addSpend, NOTHING_SPENT)
  const mean = (amount: number) => (runs.length === 0 ? 0 : amount / runs.length)
  const [spend] = spendViews({ days, budgets: ofTarget(budgets, target), notices, to: now })
  return {
    runs: runs.length,
    perRun: {
      requests: mean(sum.requests),
      outputTokens: mean(sum.outputTokens),
      microUsd: mean(sum.microUsd),
    },
    runsPerDay: everyMs > 0 ? DAY / everyMs : 0,
    ...defined({ target: spend }),
  }
}

/** The budget of one target, if it has one. */
function ofTarget(budgets: Budgets, target: string): Budgets {
  const budget = budgets[target]
  return budget ? { [target]: budget } : {}
}
