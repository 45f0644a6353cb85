import type { Budgets } from '../../budget/index.ts'
import { defined, type ProbePlan, type Target } from '../../core/index.ts'
import type { JudgedTarget } from '../../judge/index.ts'

/**
 * The targets as the judge knows them: which probes watch which surface, and how often they do now. The same object every
 * time for a target whose pace never changes, so that work per run does not grow with its probes.
 */
export function judgedTargets(
  plans: readonly ProbePlan[],
  targets: readonly Pick<Target, 'name' | 'budget'>[],
  budgets: Pick<Budgets, 'heardEvery' | 'cadenceOf'>,
): (name: string) => JudgedTarget {
  const plansOf = new Map<string, ProbePlan[]>()
  for (const plan of plans) {
    const known = plansOf.get(plan.target)
    if (known) known.push(plan)
    else plansOf.set(plan.target, [plan])
  }
  const withBudget = new Set(targets.filter(({ budget }) => budget !== undefined).map(({ name }) => name))
  const constant = new Map<string, JudgedTarget>()
  return (name) => {
    const known = constant.get(name)
    if (known) return known
    const own = plansOf.get(name) ?? []
    const target = { name, probes: own.map((plan) => watchedProbe(plan, budgets)) }
    if (!withBudget.has(name) && own.every(({ cadence }) => 'every' in cadence)) constant.set(name, target)
    return target
  }
}

function watchedProbe(plan: ProbePlan, budgets: Pick<Budgets, 'heardEvery' | 'cadenceOf'>) {
  const { surface, probe } = plan
  const cadenceMs = budgets.cadenceOf(plan)
  return { surface, probe, everyMs: budgets.heardEvery(plan), ...defined({ cadenceMs }) }
}
