import {
  type Budget,
  type ProbePlan,
  probeId,
  type RunResult,
  type Spend,
  spendOf,
  type Target,
} from '../core/index.ts'

/** Returns a function that gives the spend of a run: tokens, and money where its target has prices. */
export function pricedBy(targets: readonly Target[], plans: readonly ProbePlan[]): (run: RunResult) => Spend {
  const byName = new Map(targets.map((target) => [target.name, target]))
  const byId = new Map(plans.map((plan) => [probeId(plan), plan]))
  return (run) => {
    const target = byName.get(run.target)
    const plan = byId.get(probeId(run))
    return spendOf(run, target?.budget?.prices, target && plan && modelOf(plan, target))
  }
}

/** The budgets by name of target. */
export function budgetsOf(targets: readonly Target[]): Readonly<Record<string, Budget>> {
  return Object.fromEntries(targets.flatMap(({ name, budget }) => (budget ? [[name, budget]] : [])))
}

function modelOf({ kind, model }: ProbePlan, { api, cli }: Target): string | undefined {
  return model ?? (kind === 'api' ? api?.model : kind === 'cli' ? cli?.model : undefined)
}
