import type { BrowserContextOptions } from '@playwright/test'

/** Cookies and storage of somebody who is signed in, as Playwright takes and gives them. */
export type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>

/** A signed-in state, and when the sign-in was (epoch ms). */
export interface KeptSession {
  readonly state: StorageState
  readonly madeAt: number
}
