import type { Target } from '../../core/index.ts'
import type { KeptSessionState } from '../../run/index.ts'
import { type Check, type CheckResult, fail, ok } from './check.ts'

/** The state of a target's stored session; undefined without DOORWATCH_KEY, which storing needs. */
export type SessionStateOf = (target: Target) => KeptSessionState | undefined

/** Checks that the stored session still works, where only a person can sign in. */
export function manualSignInChecks(target: Target, stateOf: SessionStateOf): readonly Check[] {
  if (!needsManualSignIn(target)) return []
  return [{ name: `${target.name}/session`, run: async () => meaning(stateOf(target), target.name) }]
}

/** Whether only a person can sign in. */
export function needsManualSignIn({ login }: Target): boolean {
  return login?.strategy?.kind === 'manual'
}

/** What to do when a person has to sign in again. */
export function manualSignInAdvice(name: string): string {
  return `Run on a machine with a screen and the same DOORWATCH_KEY: doorwatch signin ${name}`
}

function meaning(state: KeptSessionState | undefined, name: string): CheckResult {
  switch (state) {
    case undefined:
      return fail(
        'only a person can sign in, and without DOORWATCH_KEY their session cannot be stored',
        `Set DOORWATCH_KEY to a random text, for example from "openssl rand -base64 32". Then run: doorwatch signin ${name}`,
      )
    case 'none':
      return fail('only a person can sign in, and no session is stored', manualSignInAdvice(name))
    case 'over':
      return fail('the stored session has expired', manualSignInAdvice(name))
    case 'closed':
      return fail(
        'the stored session cannot be decrypted: DOORWATCH_KEY, the account or the file has changed',
        `Set the DOORWATCH_KEY that it was stored with. ${manualSignInAdvice(name)}`,
      )
    case 'good':
      return ok('the stored session is valid')
  }
}
