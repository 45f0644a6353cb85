import { ConfigError, MonitorError, nearest, type ProbePlan, type Problem, plural, probeId } from '../../core/index.ts'

/**
 * The probes of these names: a probe name (`login`: of every target), a surface, or an id (`claude/chat`). All of them
 * where `names` is empty.
 * @throws ConfigError where a named probe cannot run as it is configured, MonitorError `unknown_name` where no probe has
 * the name
 */
export function selectPlans(
  from: { readonly plans: readonly ProbePlan[]; readonly problems: readonly Problem[] },
  names: readonly string[],
): readonly ProbePlan[] {
  if (names.length === 0) {
    if (from.problems.length > 0)
      throw new ConfigError(
        `${plural(from.problems.length, 'problem')} of probe files or schedule must be fixed first`,
        from.problems,
      )
    return from.plans
  }
  const matches = (plan: ProbePlan, name: string) => [plan.probe, plan.surface, probeId(plan)].includes(name)
  for (const name of names) {
    const refused = from.problems.filter((problem) => isAbout(problem, name))
    if (refused.length > 0)
      throw new ConfigError(
        `"${name}" cannot run until ${plural(refused.length, 'problem')} of its file or schedule is fixed`,
        refused,
      )
    if (from.plans.some((plan) => matches(plan, name))) continue
    const unread = from.problems.filter(({ probe }) => probe === undefined)
    if (unread.length > 0)
      throw new ConfigError(`no loaded file has the probe "${name}", and some files cannot be loaded`, unread)
    const refusedNames = from.problems.flatMap(({ probe }) => probe?.name ?? [])
    const candidates = new Set([
      ...from.plans.flatMap((plan) => [plan.probe, plan.surface, probeId(plan)]),
      ...refusedNames,
    ])
    const suggestion = nearest(name, [...candidates])
    throw new MonitorError('unknown_name', `there is no probe "${name}"`, {
      hint: suggestion ? `Did you mean "${suggestion}"?` : `Probes: ${from.plans.map(probeId).join(', ') || 'none'}.`,
    })
  }
  return from.plans.filter((plan) => names.some((name) => matches(plan, name)))
}

/** Whether a probe of this name does not run because of the problem. */
function isAbout({ probe }: Problem, name: string): boolean {
  if (!probe) return false
  const [target, probeName] = name.includes('/') ? name.split('/') : [undefined, name]
  if (target !== undefined) return probeName === probe.name && (probe.target ?? target) === target
  return [probe.name, probe.surface].includes(name)
}
