import type { ProbePlan, Problem, Target } from '../../core/index.ts'
import type { ProbeNames } from '../../run/index.ts'
import { type Check, type Found, fail, ok, warn } from './check.ts'
import { problemText } from './config-findings.ts'
import type { Probing } from './probing.ts'

const DOORS = ['login', 'chat', 'console', 'cli', 'api'] as const

/** Can every probe file be used, does its schedule hold, and is there a probe for every target. */
export function probesCheck(
  probing: Probing,
  { targets, unknownIn }: { readonly targets: readonly Target[]; unknownIn(known: ProbeNames): readonly Problem[] },
): Check {
  return {
    name: 'probes',
    // Every file is bundled, and its code runs.
    limitMs: 30_000,
    async run() {
      const { plans, problems, names } = await probing.load()
      const strange = names ? unknownIn(names) : []
      const idle = targets.flatMap((target) => untried(target, plans))
      const wrong = [
        ...[...strange, ...problems].map(unusable),
        ...idle,
        ...(plans.length === 0 ? [NOTHING_TO_RUN] : []),
      ]
      if (wrong.length > 0) return wrong
      return ok(`${plans.length === 1 ? 'one probe is' : `${plans.length} probes are`} ready to run`)
    },
  }
}

const NOTHING_TO_RUN = fail(
  'there is no probe to run',
  'Give a target a door, name probe files in "probes", or see what "schedule" turns off.',
)

function unusable(problem: Problem): Found {
  return fail(problemText(problem), problem.hint ?? 'Mend it there; until then this probe is left out.')
}

/** What is watched and never tried looks well for ever. */
function untried(target: Target, plans: readonly ProbePlan[]): readonly Found[] {
  if (plans.some((plan) => plan.target === target.name)) return []
  const doors = DOORS.filter((door) => target[door] !== undefined)
  if (doors.length === 0) {
    const todo = `Give it a door in the config (${DOORS.join(', ')}), or write a probe for it: target: '${target.name}'.`
    return [{ ...fail('it has no door and no probe of its own, so nothing of it is tried', todo), check: target.name }]
  }
  if (plans.length === 0) return []
  const todo = `No probe needs just what it has (${doors.join(', ')}), or "schedule" turns each of them off.`
  return [{ ...warn('no probe tries it', todo), check: target.name }]
}
