import { ConfigError, MonitorError, nearest, type ProbePlan, type Problem, probeId } from '../../core/index.ts'

/**
 * The probes that were asked for, by probe name (`login`: of every target), surface, or id (`claude/chat`); all where
 * nothing was asked for.
 * @throws ConfigError where a probe that was asked for cannot run as it is, MonitorError `unknown_name` where there is no
 * such probe
 */
export function selectPlans(
  from: { readonly plans: readonly ProbePlan[]; readonly problems: readonly Problem[] },
  names: readonly string[],
): readonly ProbePlan[] {
  if (names.length === 0) {
    if (from.problems.length > 0) throw new ConfigError('not everything that is configured can be used', from.problems)
    return from.plans
  }
  const matches = (plan: ProbePlan, name: string) => [plan.probe, plan.surface, probeId(plan)].includes(name)
  for (const name of names) {
    const refused = from.problems.filter((problem) => isAbout(problem, name))
    if (refused.length > 0) throw new ConfigError(`"${name}" cannot run as it is`, refused)
    if (from.plans.some((plan) => matches(plan, name))) continue
    const unread = from.problems.filter(({ probe }) => probe === undefined)
    if (unread.length > 0) throw new ConfigError(`"${name}" may be in a file that cannot be used`, unread)
    const refusedNames = from.problems.flatMap(({ probe }) => probe?.name ?? [])
    const known = new Set([...from.plans.flatMap((plan) => [plan.probe, plan.surface, probeId(plan)]), ...refusedNames])
    const meant = nearest(name, [...known])
    throw new MonitorError('unknown_name', `there is no probe "${name}"`, {
      hint: meant ? `Did you mean "${meant}"?` : `Known probes: ${from.plans.map(probeId).join(', ') || 'none'}.`,
    })
  }
  return from.plans.filter((plan) => names.some((name) => matches(plan, name)))
}

/** Whether a problem keeps a probe from running that is meant by `name`. */
function isAbout({ probe }: Problem, name: string): boolean {
  if (!probe) return false
  const [target, own] = name.includes('/') ? name.split('/') : [undefined, name]
  if (target !== undefined) return own === probe.name && (probe.target ?? target) === target
  return [probe.name, probe.surface].includes(name)
}
