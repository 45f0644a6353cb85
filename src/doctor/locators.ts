import { MonitorError, probeId, type RunResult } from '../core/index.ts'
import type { Engine } from '../run/index.ts'
import { type Check, type Found, fail, ok, warn } from './check.ts'

/** Flows that touch the locators of the pages and cost nothing but a sign-in; the chat would send a prompt. */
const FLOWS = ['login', 'console']

/** Do the pages have what the locators look for: runs the sign-in and console flows of the targets once, keeping nothing. */
export function locatorsCheck(
  createEngine: () => Promise<Engine>,
  from: { readonly location: string; readonly now: () => number },
): Check {
  return {
    name: 'locators',
    limitMs: 50_000,
    async run(signal) {
      const engine = await createEngine()
      const stop = () => void engine.stop()
      signal.addEventListener('abort', stop, { once: true })
      try {
        const { plans } = await engine.load()
        const wanted = plans.filter(({ kind, probe }) => kind === 'browser' && FLOWS.includes(probe))
        const results = await Promise.all(
          wanted.map(({ target, surface, probe }) => {
            const what = { target, surface, probe, location: from.location, trigger: 'manual' } as const
            return engine.run({ ...what, scheduledAt: from.now(), evidence: false }, signal)
          }),
        )
        return results.map(meaning)
      } catch (error) {
        if (error instanceof MonitorError) throw error
        throw new MonitorError('doctor', 'the pages could not be tried', { cause: error })
      } finally {
        signal.removeEventListener('abort', stop)
        await engine.stop()
      }
    },
  }
}

function meaning(result: RunResult): Found {
  const name = probeId(result)
  const { failure } = result
  if (!failure) return ok(`the pages of ${name} have everything that is looked for`)
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
