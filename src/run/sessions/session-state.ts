import type { BrowserContextOptions } from '@playwright/test'

/** Cookies and storage of somebody who is signed in, as Playwright takes and gives them. */
export type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>

/** Session storage of one origin, as [name, value]. Playwright's storage state does not have it. */
export interface OriginStorage {
  readonly origin: string
  readonly items: readonly (readonly [string, string])[]
}

/** All that is carried over from a context that signed in into the next. */
export interface SignedInState {
  readonly state: StorageState
  readonly sessionStorage: readonly OriginStorage[]
}

/** A signed-in state, and when the sign-in was (epoch ms). Files of earlier releases have no session storage. */
export interface KeptSession extends Omit<SignedInState, 'sessionStorage'> {
  readonly sessionStorage?: readonly OriginStorage[]
  readonly madeAt: number
}
