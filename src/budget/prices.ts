import {
  type Budget,
  type ProbePlan,
  probeId,
  type RunResult,
  type Spend,
  spendOf,
  type Target,
} from '../core/index.ts'

/** What runs of these probes spent, in money as well where the configuration of their target says what a token costs. */
export function pricedBy(targets: readonly Target[], plans: readonly ProbePlan[]): (run: RunResult) => Spend {
  const byName = new Map(targets.map((target) => [target.name, target]))
  const byId = new Map(plans.map((plan) => [probeId(plan), plan]))
  return (run) => {
    const target = byName.get(run.target)
    const plan = byId.get(probeId(run))
    return spendOf(run, target?.budget?.prices, target && plan && modelOf(plan, target))
  }
}

/** The budgets of those targets that have one, by name. */
export function budgetsOf(targets: readonly Target[]): Readonly<Record<string, Budget>> {
  return Object.fromEntries(targets.flatMap(({ name, budget }) => (budget ? [[name, budget]] : [])))
}

function modelOf({ kind, model }: ProbePlan, { api, cli }: Target): string | undefined {
  return model ?? (kind === 'api' ? api?.model : kind === 'cli' ? cli?.model : undefined)
}
