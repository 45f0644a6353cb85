import { DOORS, type ProbePlan, type Problem, type Target } from '../../core/index.ts'
import type { ProbeNames } from '../../run/index.ts'
import { type Check, type CheckResult, fail, ok, warn } from './check.ts'
import { problemText } from './config-findings.ts'
import type { Probing } from './probing.ts'

/** Checks that every probe file loads, that the schedule refers to existing probes, and that every target has a probe. */
export function probesCheck(
  probing: Probing,
  { targets, unknownIn }: { readonly targets: readonly Target[]; unknownIn(names: ProbeNames): readonly Problem[] },
): Check {
  return {
    name: 'probes',
    // Every file is bundled, and its code runs.
    limitMs: 30_000,
    async run() {
      const { plans, problems, warnings, names } = await probing.load()
      const unknown = names ? unknownIn(names) : []
      const unwatched = targets.flatMap((target) => unwatchedFindings(target, plans))
      const findings = [
        ...[...unknown, ...problems].map(problemFinding),
        ...warnings.map((warning) => warn(problemText(warning), warning.hint ?? 'It never runs.')),
        ...unwatched,
        ...(plans.length === 0 ? [NOTHING_TO_RUN] : []),
      ]
      if (findings.length > 0) return findings
      return ok(`${plans.length === 1 ? 'one probe is' : `${plans.length} probes are`} ready to run`)
    },
  }
}

const NOTHING_TO_RUN = fail(
  'there is no probe to run',
  'Give a target a door, list probe files in "probes", or remove off: true from "schedule".',
)

function problemFinding(problem: Problem): CheckResult {
  return fail(problemText(problem), problem.hint ?? 'Correct it; until then this probe does not run.')
}

/** The findings on targets without a probe, whose failures would never be detected. */
function unwatchedFindings(target: Target, plans: readonly ProbePlan[]): readonly CheckResult[] {
  if (plans.some((plan) => plan.target === target.name)) return []
  const doors = DOORS.filter((door) => target[door] !== undefined)
  if (doors.length === 0) {
    const todo = `Give it a door in the config (${DOORS.join(', ')}), or write a probe for it: target: '${target.name}'.`
    return [{ ...fail('it has no door and no probe, so nothing watches it', todo), check: target.name }]
  }
  if (plans.length === 0) return []
  const todo = `No probe fits its doors (${doors.join(', ')}), or "schedule" turns all of them off.`
  return [{ ...warn('no probe watches it', todo), check: target.name }]
}
