import { ConfigError, MonitorError, nearest, type ProbePlan, type Problem, probeId } from '../core/index.ts'

/**
 * The probes that were asked for, by probe name (`login`: of every target), surface, or id (`claude/chat`); all where
 * nothing was asked for.
 * @throws ConfigError where a named probe's file could not be used, MonitorError `unknown_name` where there is no such probe
 */
export function selectPlans(
  from: { readonly plans: readonly ProbePlan[]; readonly problems: readonly Problem[] },
  names: readonly string[],
): readonly ProbePlan[] {
  if (names.length === 0) {
    if (from.problems.length > 0) throw new ConfigError('not every probe file can be used', from.problems)
    return from.plans
  }
  const matches = (plan: ProbePlan, name: string) => [plan.probe, plan.surface, probeId(plan)].includes(name)
  for (const name of names) {
    if (from.plans.some((plan) => matches(plan, name))) continue
    if (from.problems.length > 0) throw new ConfigError(`"${name}" may be in a file that cannot be used`, from.problems)
    const known = [...new Set(from.plans.flatMap((plan) => [plan.probe, plan.surface, probeId(plan)]))]
    const meant = nearest(name, known)
    throw new MonitorError('unknown_name', `there is no probe "${name}"`, {
      hint: meant ? `Did you mean "${meant}"?` : `Known probes: ${from.plans.map(probeId).join(', ') || 'none'}.`,
    })
  }
  return from.plans.filter((plan) => names.some((name) => matches(plan, name)))
}
