import { randomBytes } from 'node:crypto'
import type { Clock } from '../../core/index.ts'

/** Signed-in sessions, in memory. A session ends at sign-out or after its lifetime. */
export class Sessions {
  readonly #clock: Clock
  readonly #lifetimeMs: number
  readonly #endsAt = new Map<string, number>()

  /** @param lifetimeMs how long a session lasts from sign-in */
  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock
    this.#lifetimeMs = lifetimeMs
  }

  get lifetimeMs(): number {
    return this.#lifetimeMs
  }

  /** Opens a session and returns its id, the value of the cookie. */
  open(): string {
    this.#forgetEnded()
    const id = randomBytes(24).toString('base64url')
    this.#endsAt.set(id, this.#clock.now() + this.#lifetimeMs)
    return id
  }

  isOpen(id: string | undefined): boolean {
    return id !== undefined && (this.#endsAt.get(id) ?? 0) > this.#clock.now()
  }

  close(id: string | undefined): void {
    if (id !== undefined) this.#endsAt.delete(id)
  }

  #forgetEnded(): void {
    const now = this.#clock.now()
    for (const [id, endsAt] of this.#endsAt) if (endsAt <= now) this.#endsAt.delete(id)
  }
}
