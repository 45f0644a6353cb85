import type { Budgets } from '../../budget/index.ts'
import { defined, type ProbePlan, type ProbeRef, probeId, type Target } from '../../core/index.ts'
import type { JudgedTarget } from '../../judge/index.ts'

/**
 * A target as the judge sees it: which probes watch which surface, and how often they run now.
 * @param reporting the probe that reports right now
 */
export type JudgedTargets = (name: string, reporting?: ProbeRef) => JudgedTarget

/** A target whose pace never changes is the same object every time, so that work per run does not grow with its probes. */
export function judgedTargets(
  plans: readonly ProbePlan[],
  targets: readonly Pick<Target, 'name' | 'budget'>[],
  budgets: Pick<Budgets, 'reportEvery' | 'cadenceOf'>,
): JudgedTargets {
  const plansOf = new Map<string, ProbePlan[]>()
  for (const plan of plans) {
    const group = plansOf.get(plan.target)
    if (group) group.push(plan)
    else plansOf.set(plan.target, [plan])
  }
  const withBudget = new Set(targets.filter(({ budget }) => budget !== undefined).map(({ name }) => name))
  const constant = new Map<string, JudgedTarget>()
  return (name, reporting) => {
    const cached = constant.get(name)
    if (cached) return cached
    const targetPlans = plansOf.get(name) ?? []
    const reportingId = reporting && probeId(reporting)
    const target = {
      name,
      probes: targetPlans.map((plan) => watchedProbe(plan, budgets, probeId(plan) === reportingId)),
    }
    if (!withBudget.has(name) && targetPlans.every(({ cadence }) => 'every' in cadence)) constant.set(name, target)
    return target
  }
}

function watchedProbe(plan: ProbePlan, budgets: Pick<Budgets, 'reportEvery' | 'cadenceOf'>, isReporting: boolean) {
  const { surface, probe } = plan
  const cadenceMs = budgets.cadenceOf(plan)
  return { surface, probe, everyMs: budgets.reportEvery(plan, isReporting), ...defined({ cadenceMs }) }
}
