import type { Target } from '../../core/index.ts'
import type { KeptSessionState } from '../../run/index.ts'
import { type Check, type Found, fail, ok } from './check.ts'

/** The session kept for a target; undefined where there is no DOORWATCH_KEY to keep one with. */
export type LookAtSession = (target: Target) => KeptSessionState | undefined

/** Where only a person can sign in: have they, and is what they left still good. */
export function manualSignInChecks(target: Target, look: LookAtSession): readonly Check[] {
  if (!isByHand(target)) return []
  return [{ name: `${target.name}/session`, run: async () => meaning(look(target), target.name) }]
}

/** Whether only a person can sign in. */
export function isByHand({ login }: Target): boolean {
  return login?.strategy?.kind === 'manual'
}

/** What to do where a person has to sign in again. */
export function signInByHand(name: string): string {
  return `On a machine with a screen, and with the same DOORWATCH_KEY, run: doorwatch signin ${name}`
}

function meaning(state: KeptSessionState | undefined, name: string): Found {
  switch (state) {
    case undefined:
      return fail(
        'only a person can sign in, and without DOORWATCH_KEY no session of theirs can be kept',
        `Put a long random text into DOORWATCH_KEY, for example from "openssl rand -base64 32". Then run: doorwatch signin ${name}`,
      )
    case 'none':
      return fail('only a person can sign in, and no session of theirs is kept', signInByHand(name))
    case 'over':
      return fail('the session that a person left has run out', signInByHand(name))
    case 'closed':
      return fail(
        'the session that a person left does not open: another DOORWATCH_KEY, another account, or a changed file',
        `Set the DOORWATCH_KEY that it was kept with. ${signInByHand(name)}`,
      )
    case 'good':
      return ok('the session that a person left is there')
  }
}
