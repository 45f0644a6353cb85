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
   * Forgets a session that the service refused, so that the next run signs in. One of a probe whose sessions never worked
   * is kept for ten minutes: signing in for every run would use up the service's limit for sign-ins.
   */
  refused(hasWorked: boolean): void
}

/** Signed-in states of targets, in the memory of this process and in the vault. */
export interface Sessions {
  /**
   * A session to start a signed-in run with. Signs in where none is kept, the kept one ran out, or the service no longer
   * accepts the one of the vault.
   * @throws ObservedFailure what keeps `signIn` from succeeding; `credentials` where only a person can sign in
   */
  use(target: Target): Promise<Session>
  /**
   * Takes over the session of a run that signed in, where none is kept or the kept one is past half its life.
   * @returns whether it was taken
   */
  offer(target: Target, context: BrowserContext): Promise<boolean>
  /** Hides what the vault keeps for these targets: a service may repeat it before the session is used again. */
  hideStored(targets: readonly Target[]): void
}

interface SessionDeps {
  readonly signIn: (target: Target) => Promise<SignedInState>
  /** Whether the service still accepts a session of the vault. */
  readonly tryOut: (target: Target, session: SignedInState) => Promise<Tried>
  readonly vault: Vault
  /** Gets values that must not be shown. */
  readonly hide: (name: string, value: string) => void
  /** Epoch ms. */
  readonly now: () => number
}

/** Time a session must have left, so that it does not run out in the middle of a run. */
const MARGIN_MS = 2 * MINUTE
/** Cookies that were only renewed are written to the vault this often. */
const SAVE_EVERY_MS = 10 * MINUTE
/** A session of a probe whose sessions never worked is replaced this often. */
const RETRY_AFTER_MS = 10 * MINUTE

/** Sessions of which none is loaded yet; those of the vault are read on demand. */
export function createSessions(deps: SessionDeps): Sessions {
  return new SessionKeeper(deps)
}

class SessionKeeper implements Sessions {
  readonly #deps: SessionDeps
  readonly #kept = new Map<string, KeptSession>()
  /** Sign-ins under way: runs that ask at the same time share one. */
  readonly #signIns = new Map<string, Promise<KeptSession>>()
  readonly #savedAt = new Map<string, number>()

  constructor(deps: SessionDeps) {
    this.#deps = deps
  }

  async use(target: Target): Promise<Session> {
    const usable = this.#usable(target)
    const session = usable ?? (await this.#obtainOnce(target))
    return {
      ...signedInState(session),
      renew: (context) => this.#renew(target, session, context),
      refused: (hasWorked) => this.#refused(target, session, hasWorked),
    }
  }

  async offer(target: Target, context: BrowserContext): Promise<boolean> {
    if (this.#signIns.has(target.name)) return false
    const usable = this.#usable(target)
    if (usable && !this.#isHalfOver(target, usable)) return false
    this.#keep(target, { ...(await captureSession(context)), madeAt: this.#deps.now() })
    return true
  }

  hideStored(targets: readonly Target[]): void {
    for (const target of targets) {
      const stored = target.login && this.#deps.vault.load(ownerOf(target))
      if (stored) this.#hide(stored)
    }
  }

  #usable(target: Target): KeptSession | undefined {
    const session = this.#kept.get(target.name)
    return session && isUsable(target, session, this.#deps.now()) ? session : undefined
  }

  #obtainOnce(target: Target): Promise<KeptSession> {
    const underWay = this.#signIns.get(target.name)
    if (underWay) return underWay
    const signIn = this.#obtain(target).finally(() => this.#signIns.delete(target.name))
    this.#signIns.set(target.name, signIn)
    return signIn
  }

  async #obtain(target: Target): Promise<KeptSession> {
    const { vault, tryOut, signIn, now } = this.#deps
    const stored = vault.load(ownerOf(target))
    if (stored && isUsable(target, stored, now())) {
      if ((await tryOut(target, signedInState(stored))) !== 'refused') return this.#remember(target, stored)
    }
    if (isManual(target)) throw needsPerson(target, stored)
    const madeAt = now()
    return this.#keep(target, { ...(await signIn(target)), madeAt })
  }

  async #renew(target: Target, session: KeptSession, context: BrowserContext): Promise<void> {
    if (!this.#isCurrent(target, session)) return
    const { madeAt } = session
    const renewed = { ...(await renewSession(signedInState(session), context)), madeAt }
    const isDue = this.#deps.now() - (this.#savedAt.get(target.name) ?? 0) > SAVE_EVERY_MS
    if (isDue) this.#keep(target, renewed)
    else this.#remember(target, renewed)
  }

  #refused(target: Target, session: KeptSession, hasWorked: boolean): void {
    if (!this.#isCurrent(target, session) || isManual(target)) return
    if (!hasWorked && this.#deps.now() - session.madeAt < RETRY_AFTER_MS) return
    this.#kept.delete(target.name)
    this.#deps.vault.forget(ownerOf(target))
  }

  /** False once another session took its place. */
  #isCurrent(target: Target, { madeAt }: KeptSession): boolean {
    return this.#kept.get(target.name)?.madeAt === madeAt
  }

  #isHalfOver(target: Target, session: KeptSession): boolean {
    const endsAt = endOf(session, loginOf(target), maxAgeOf(target))
    return this.#deps.now() - session.madeAt > (endsAt - session.madeAt) / 2
  }

  /** Keeps it in memory and in the vault. */
  #keep(target: Target, session: KeptSession): KeptSession {
    this.#remember(target, session)
    this.#deps.vault.save(ownerOf(target), session)
    this.#savedAt.set(target.name, this.#deps.now())
    return session
  }

  #remember(target: Target, session: KeptSession): KeptSession {
    this.#hide(session)
    this.#kept.set(target.name, session)
    return session
  }

  #hide(session: KeptSession): void {
    for (const { name, value } of secretsIn(session)) this.#deps.hide(name, value)
  }
}

/** Whether a session has time for a run left. @param now epoch ms */
export function isUsable(target: Target, session: KeptSession, now: number): boolean {
  return endOf(session, loginOf(target), maxAgeOf(target)) - now > MARGIN_MS
}

function isManual(target: Target): boolean {
  return loginOf(target).strategy?.kind === 'manual'
}

function loginOf({ name, login }: Target): LoginDoor {
  if (!login) throw new Error(`${name} has no login door`)
  return login
}

/** Whose session the probes of a target use. */
export function ownerOf(target: Target): SessionOwner {
  return { target: target.name, account: loginOf(target).email }
}

function signedInState({ state, sessionStorage = [] }: KeptSession): SignedInState {
  return { state, sessionStorage }
}

function maxAgeOf(target: Target): number {
  return loginOf(target).sessionMaxAgeMs ?? DAY
}

/** Class `credentials`, because it is ours to fix and says nothing about the service: the session was long unused. */
function needsPerson({ name }: Target, stored: KeptSession | undefined): ObservedFailure {
  const what = stored ? `the session kept for ${name} has ended` : `no session is kept for ${name}`
  return new ObservedFailure({ class: 'credentials', message: `${what}: sign in with "doorwatch signin ${name}"` })
}
