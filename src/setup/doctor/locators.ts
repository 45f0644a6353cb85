import { type ProbePlan, probeId, type RunResult, type Target } from '../../core/index.ts'
import { type Check, type Found, fail, ok, warn } from './check.ts'
import { isByHand, type LookAtSession } from './manual-sign-in.ts'
import type { Probing } from './probing.ts'
import { refusedSignIn } from './refused-sign-in.ts'

export interface Pages {
  readonly targets: readonly Target[]
  readonly session: LookAtSession
  readonly location: string
  readonly now: () => number
}

/**
 * Do the pages have what the locators look for: runs flows of the targets once that touch them and cost nothing but a
 * sign-in (the chat would send a prompt). No run is kept.
 */
export function locatorsCheck(probing: Probing, pages: Pages): Check {
  return {
    name: 'locators',
    limitMs: 50_000,
    async run(signal) {
      signal.addEventListener('abort', () => void probing.end(), { once: true })
      const loaded = await probing.load().catch(() => undefined)
      if (!loaded) return warn('the pages could not be tried', 'See what is said of the probes.')
      const run = ({ target, surface, probe }: ProbePlan) => {
        const what = { target, surface, probe, location: pages.location, trigger: 'manual' } as const
        return loaded.engine.run({ ...what, scheduledAt: pages.now(), evidence: false }, signal)
      }
      const found = await Promise.all(
        pages.targets.map(async (target) => {
          const results = await Promise.all(flowsOf(target, loaded.plans, pages).map(run))
          return onceForTheDoor(results.map((result) => meaning(result, target)))
        }),
      )
      return found.flat()
    },
  }
}

/** Where only a person can sign in, coming back with their session stands for the sign-in. */
function flowsOf(target: Target, plans: readonly ProbePlan[], { session }: Pages): readonly ProbePlan[] {
  if (isByHand(target) && session(target) !== 'good') return []
  const names = [isByHand(target) ? 'session' : 'login', 'console']
  const own = plans.filter((plan) => plan.target === target.name && plan.kind === 'browser')
  return names.flatMap((name) => own.filter(({ probe }) => probe === name))
}

/** Every flow needs the sign-in; what keeps all of them from it is said once. */
function onceForTheDoor(found: readonly Found[]): readonly Found[] {
  const first = found.find(({ check }) => check !== undefined)
  return found.filter((one) => one.check === undefined || one === first)
}

function meaning(result: RunResult, target: Target): Found {
  const name = probeId(result)
  const { failure } = result
  if (!failure) return ok(`the pages of ${name} have everything that is looked for`)
  if (failure.class === 'credentials' && target.login) return refusedSignIn(failure, target, target.login)
  const text = `${name}: ${failure.message}${failure.step ? ` at '${failure.step}'` : ''} (${failure.class})`
  const look = `See the page itself: doorwatch run ${name} --evidence`
  if (failure.class === 'drift') return fail(text, `Mend the locator in the target of the config. ${look}`)
  if (failure.class === 'blocked') {
    return fail(
      text,
      'The page turns automated browsers away, and Doorwatch does not get around that: leave the door off.',
    )
  }
  return warn(text, look)
}
