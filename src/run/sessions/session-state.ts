import type { BrowserContextOptions } from '@playwright/test'

/** Cookies and storage of a signed-in user, as Playwright reads and writes them. */
export type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>

/** Session storage of one origin as [name, value], which Playwright's storage state lacks. */
export interface OriginStorage {
  readonly origin: string
  readonly items: readonly (readonly [string, string])[]
}

/** The state that is carried over from a signed-in context to the next. */
export interface SignedInState {
  readonly state: StorageState
  readonly sessionStorage: readonly OriginStorage[]
}

/** A signed-in state and the time of its sign-in (epoch ms). Files of earlier releases lack the session storage. */
export interface KeptSession extends Omit<SignedInState, 'sessionStorage'> {
  readonly sessionStorage?: readonly OriginStorage[]
  readonly madeAt: number
}
