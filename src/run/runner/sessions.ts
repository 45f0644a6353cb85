import type { BrowserContext, BrowserContextOptions } from '@playwright/test'
import type { Target } from '../../core/index.ts'

export type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>

/** A session lent to one run. */
export interface Session {
  readonly state: StorageState
  /** Keeps the cookies that the service renewed during the run. */
  renew(context: BrowserContext): Promise<void>
  /** Forgets a state that the service refused, so that the next run signs in anew. */
  refused(): void
}

/** Signed-in states of targets. They live in the memory of this process only. */
export interface Sessions {
  /**
   * A session to start a signed-in run with; signs in first where there is none or it is about to run out.
   * @throws whatever keeps `signIn` from succeeding
   */
  use(target: Target): Promise<Session>
}

/** Signs in anew when less than this is left, so that a session does not run out in the middle of a run. */
const MARGIN_MS = 120_000

/** Takes the way to sign in, and who is told of cookie values that must not be shown. */
export function createSessions(
  signIn: (target: Target) => Promise<StorageState>,
  keepSecret: (name: string, value: string) => void,
  now: () => number,
): Sessions {
  const states = new Map<string, Promise<StorageState>>()

  function keep(state: StorageState): StorageState {
    for (const { name, value, httpOnly } of state.cookies) if (httpOnly) keepSecret(`cookie ${name}`, value)
    return state
  }

  /** Runs that ask at the same time share one sign-in. */
  function signInOnce(target: Target): Promise<StorageState> {
    const made = signIn(target).then(keep)
    states.set(target.name, made)
    made.catch(() => {
      if (states.get(target.name) === made) states.delete(target.name)
    })
    return made
  }

  return {
    async use(target) {
      const kept = states.get(target.name)
      const fresh = kept && endOf(await kept) - now() > MARGIN_MS
      const asked = fresh ? kept : states.get(target.name) === kept ? signInOnce(target) : states.get(target.name)
      const state = await (asked ?? signInOnce(target))
      return {
        state,
        async renew(context) {
          const renewed = keep({ ...state, cookies: await context.cookies() })
          if (states.has(target.name)) states.set(target.name, Promise.resolve(renewed))
        },
        refused: () => void states.delete(target.name),
      }
    },
  }
}

/** When the first cookie that scripts cannot read runs out: that is where sessions are kept. */
function endOf(state: StorageState): number {
  const ends = state.cookies
    .filter(({ httpOnly, expires }) => httpOnly && expires > 0)
    .map(({ expires }) => expires * 1_000)
  return Math.min(Number.POSITIVE_INFINITY, ...ends)
}
