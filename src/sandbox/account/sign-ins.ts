import { randomBytes, randomInt } from 'node:crypto'
import { Secret as Key, TOTP } from 'otpauth'
import { type Clock, MINUTE } from '../../core/index.ts'
import { SANDBOX_SECOND_FACTOR } from './account.ts'

/** A sign-in that waits for its second step. */
interface Pending {
  readonly email: string
  /** The second step: the code of the authenticator app, the mailed code, or that the mailed link is opened. */
  readonly kind: 'factor' | 'code' | 'link'
  readonly code?: string
  readonly endsAt: number
  tries: number
}

/** Result of a code; `over`: too late, too many mistakes, or no such sign-in. */
export type CodeResult = 'right' | 'wrong' | 'over'

const LIFETIME_MS = 10 * MINUTE
const MAX_TRIES = 5
const WINDOW_MS = 30_000

/** Sign-ins under way. Each lasts ten minutes, allows four mistakes, and succeeds once. */
export class SignIns {
  readonly #clock: Clock
  readonly #pending = new Map<string, Pending>()
  /** The last 30 s window whose code was used: each code of an authenticator app works once. */
  #usedWindow = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Starts the second step after a correct password. Returns the id of the sign-in. */
  askFactor(email: string): string {
    return this.#open({ email, kind: 'factor' })
  }

  /** Returns the key of the mailed link. */
  askLink(email: string): string {
    return this.#open({ email, kind: 'link' })
  }

  /** Returns the id of the sign-in, and the code to mail. */
  askCode(email: string): { readonly id: string; readonly code: string } {
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    return { id: this.#open({ email, kind: 'code', code }), code }
  }

  /** Checks a code. */
  enterCode(id: string | undefined, kind: 'factor' | 'code', typed: string): CodeResult {
    const pending = this.#pendingOf(id, kind)
    if (!pending || id === undefined) return 'over'
    pending.tries += 1
    const right = kind === 'factor' ? this.#isFactor(typed) : typed === pending.code
    if (right || pending.tries >= MAX_TRIES) this.#pending.delete(id)
    return right ? 'right' : pending.tries >= MAX_TRIES ? 'over' : 'wrong'
  }

  /** Redeems a mailed link, once. Returns the address of its account. */
  openLink(key: string): string | undefined {
    const pending = this.#pendingOf(key, 'link')
    this.#pending.delete(key)
    return pending?.email
  }

  #open(pending: Pick<Pending, 'email' | 'kind' | 'code'>): string {
    const now = this.#clock.now()
    for (const [id, { endsAt }] of this.#pending) if (endsAt <= now) this.#pending.delete(id)
    const id = randomBytes(24).toString('base64url')
    this.#pending.set(id, { ...pending, endsAt: now + LIFETIME_MS, tries: 0 })
    return id
  }

  #pendingOf(id: string | undefined, kind: Pending['kind']): Pending | undefined {
    const pending = id === undefined ? undefined : this.#pending.get(id)
    return pending?.kind === kind && pending.endsAt > this.#clock.now() ? pending : undefined
  }

  #isFactor(typed: string): boolean {
    const timestamp = this.#clock.now()
    const app = new TOTP({ secret: Key.fromBase32(SANDBOX_SECOND_FACTOR.totpSeed) })
    const off = app.validate({ token: typed, timestamp, window: 1 })
    if (off === null) return false
    const used = Math.floor(timestamp / WINDOW_MS) + off
    if (used <= this.#usedWindow) return false
    this.#usedWindow = used
    return true
  }
}
