import { type ProbePlan, probeId, type RunResult, type Target } from '../../core/index.ts'
import { type Check, type CheckResult, fail, ok, warn } from './check.ts'
import { needsManualSignIn, type SessionStateOf } from './manual-sign-in.ts'
import type { Probing } from './probing.ts'
import { refusedSignIn } from './refused-sign-in.ts'

interface Pages {
  readonly targets: readonly Target[]
  readonly session: SessionStateOf
  readonly location: string
  readonly now: () => number
}

/**
 * Checks that the locators find their elements: runs the flows once that cost no more than a sign-in (the chat would send
 * a prompt). Stores no run.
 */
export function locatorsCheck(probing: Probing, pages: Pages): Check {
  return {
    name: 'locators',
    limitMs: 50_000,
    async run(signal) {
      signal.addEventListener('abort', () => void probing.end(), { once: true })
      const loaded = await probing.load().catch(() => undefined)
      if (!loaded) return warn('the pages could not be checked', 'Solve the findings about the probes first.')
      const run = ({ target, surface, probe }: ProbePlan) => {
        const what = { target, surface, probe, location: pages.location, trigger: 'manual' } as const
        return loaded.engine.run({ ...what, scheduledAt: pages.now(), evidence: false }, signal)
      }
      const results = await Promise.all(
        pages.targets.map(async (target) => {
          const results = await Promise.all(flowsOf(target, loaded.plans, pages).map(run))
          return withOneLoginFinding(results.map((result) => meaning(result, target)))
        }),
      )
      return results.flat()
    },
  }
}

/** Where only a person can sign in, the session probe replaces the login probe. */
function flowsOf(target: Target, plans: readonly ProbePlan[], { session }: Pages): readonly ProbePlan[] {
  if (needsManualSignIn(target) && session(target) !== 'good') return []
  const names = [needsManualSignIn(target) ? 'session' : 'login', 'console']
  const ofTarget = plans.filter((plan) => plan.target === target.name && plan.kind === 'browser')
  return names.flatMap((name) => ofTarget.filter(({ probe }) => probe === name))
}

/** Every flow signs in first, so a failed sign-in is reported once. */
function withOneLoginFinding(findings: readonly CheckResult[]): readonly CheckResult[] {
  const first = findings.find(({ check }) => check !== undefined)
  return findings.filter((finding) => finding.check === undefined || finding === first)
}

function meaning(result: RunResult, target: Target): CheckResult {
  const name = probeId(result)
  const { failure } = result
  if (!failure) return ok(`every locator of ${name} finds its element`)
  if (failure.class === 'credentials' && target.login) return refusedSignIn(failure, target, target.login)
  const text = `${name}: ${failure.message}${failure.step ? ` at '${failure.step}'` : ''} (${failure.class})`
  const evidence = `To see the page: doorwatch run ${name} --evidence`
  if (failure.class === 'drift')
    return fail(text, `Correct the locator of that step in the target's configuration. ${evidence}`)
  if (failure.class === 'blocked') {
    return fail(
      text,
      'The page refuses automated browsers, and Doorwatch does not work around that: remove the door from the target.',
    )
  }
  return warn(text, evidence)
}
