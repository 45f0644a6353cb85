import type { BrowserContext } from '@playwright/test'
import { DAY, type LoginDoor, MINUTE, type Target } from '../../core/index.ts'
import { ObservedFailure } from '../classify/thrown.ts'
import { endOf } from './cookies.ts'
import { secretsIn } from './session-secrets.ts'
import type { KeptSession, SignedInState } from './session-state.ts'
import type { Tried } from './sign-in.ts'
import { captureSession, renewSession } from './storage.ts'
import type { SessionOwner, Vault } from './vault.ts'

/** A session lent to one run. */
export interface Session extends SignedInState {
  /** Keeps the cookies and the session storage that the service renewed during the run. */
  renew(context: BrowserContext): Promise<void>
  /**
   * Forgets a state that the service refused, so that the next run signs in again. One of a kind that never worked is
   * kept for a while: signing in for every run would only use up the service's limit for sign-ins.
   */
  refused(hasWorked: boolean): void
}

/** Signed-in states of targets. They live in the memory of this process, and in the vault where there is one. */
export interface Sessions {
  /**
   * A session to start a signed-in run with. One that ran out, or was not used by this process and is not taken any
   * more, is no news: signs in anew.
   * @throws whatever keeps `signIn` from succeeding; ObservedFailure `credentials` where only a person can sign in
   */
  use(target: Target): Promise<Session>
  /** Takes over the session of a run that signed in, where there is none or the one there has lived half its life. */
  offer(target: Target, context: BrowserContext): Promise<boolean>
  /** Hides what the vault keeps for these targets: a service may say it back before the session is used again. */
  hideStored(targets: readonly Target[]): void
}

export interface SessionDeps {
  readonly signIn: (target: Target) => Promise<SignedInState>
  /** Whether a session from the vault is still taken by the service. */
  readonly tryOut: (target: Target, session: SignedInState) => Promise<Tried>
  readonly vault: Vault
  /** Is told of values that must not be shown. */
  readonly hide: (name: string, value: string) => void
  readonly now: () => number
}

/** Signs in anew when less than this is left, so that a session does not run out in the middle of a run. */
const MARGIN_MS = 2 * MINUTE
/** Cookies that were only renewed are written to the vault this often. */
const SAVE_EVERY_MS = 10 * MINUTE

/** A session of a kind that never worked is replaced this often. */
const RETRY_AFTER_MS = 10 * MINUTE

/** No session yet; those of the vault are looked for when they are needed. */
export function createSessions(deps: SessionDeps): Sessions {
  const { vault, now } = deps
  const kept = new Map<string, KeptSession>()
  const coming = new Map<string, Promise<KeptSession>>()
  const savedAt = new Map<string, number>()

  function hide(session: KeptSession): void {
    for (const { name, value } of secretsIn(session)) deps.hide(name, value)
  }

  function keep(target: Target, session: KeptSession, save: boolean): KeptSession {
    hide(session)
    kept.set(target.name, session)
    if (save) {
      vault.save(ownerOf(target), session)
      savedAt.set(target.name, now())
    }
    return session
  }

  const usable = (target: Target, session: KeptSession | undefined): session is KeptSession =>
    session !== undefined && isUsable(target, session, now())

  async function obtain(target: Target): Promise<KeptSession> {
    const stored = vault.load(ownerOf(target))
    if (usable(target, stored)) {
      const tried = await deps.tryOut(target, signedInState(stored))
      if (tried !== 'refused') return keep(target, stored, false)
    }
    if (loginOf(target).strategy?.kind === 'manual') throw needsPerson(target, stored)
    const madeAt = now()
    return keep(target, { ...(await deps.signIn(target)), madeAt }, true)
  }

  /** Runs that ask at the same time share one sign-in. */
  function shared(target: Target): Promise<KeptSession> {
    const under = coming.get(target.name)
    if (under) return under
    const made = obtain(target).finally(() => coming.delete(target.name))
    coming.set(target.name, made)
    return made
  }

  return {
    async use(target) {
      const there = kept.get(target.name)
      const lent = usable(target, there) ? there : await shared(target)
      return {
        ...signedInState(lent),
        async renew(context) {
          // Another session may have taken its place meanwhile.
          if (kept.get(target.name)?.madeAt !== lent.madeAt) return
          const renewed = await renewSession(signedInState(lent), context)
          keep(target, { ...renewed, madeAt: lent.madeAt }, now() - (savedAt.get(target.name) ?? 0) > SAVE_EVERY_MS)
        },
        refused(hasWorked) {
          if (kept.get(target.name)?.madeAt !== lent.madeAt || loginOf(target).strategy?.kind === 'manual') return
          if (!hasWorked && now() - lent.madeAt < RETRY_AFTER_MS) return
          kept.delete(target.name)
          vault.forget(ownerOf(target))
        },
      }
    },
    async offer(target, context) {
      if (coming.has(target.name)) return false
      const there = kept.get(target.name)
      if (usable(target, there) && !isHalfOver(target, there)) return false
      keep(target, { ...(await captureSession(context)), madeAt: now() }, true)
      return true
    },
    hideStored(targets) {
      for (const target of targets) {
        const stored = target.login && vault.load(ownerOf(target))
        if (stored) hide(stored)
      }
    },
  }

  function isHalfOver(target: Target, session: KeptSession): boolean {
    const endsAt = endOf(session, loginOf(target), maxAgeOf(target))
    return now() - session.madeAt > (endsAt - session.madeAt) / 2
  }
}

/** Whether a session still has the time for a run in it. */
export function isUsable(target: Target, session: KeptSession, now: number): boolean {
  return endOf(session, loginOf(target), maxAgeOf(target)) - now > MARGIN_MS
}

function loginOf({ name, login }: Target): LoginDoor {
  if (!login) throw new Error(`${name} has no login door`)
  return login
}

/** Whose session it is that a target's probes go in with. */
export function ownerOf(target: Target): SessionOwner {
  return { target: target.name, account: loginOf(target).email }
}

function signedInState({ state, sessionStorage = [] }: KeptSession): SignedInState {
  return { state, sessionStorage }
}

function maxAgeOf(target: Target): number {
  return loginOf(target).sessionMaxAgeMs ?? DAY
}

/** Ours to mend, and nothing against the service: nobody has used that session for a while. */
function needsPerson({ name }: Target, stored: KeptSession | undefined): ObservedFailure {
  const what = stored ? `the session kept for ${name} has ended` : `no session is kept for ${name}`
  return new ObservedFailure({ class: 'credentials', message: `${what}: sign in with "doorwatch signin ${name}"` })
}
