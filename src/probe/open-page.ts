import type { Page } from '@playwright/test'
import { SECOND } from '../core/index.ts'

/** Timeout (ms) for the first element of an opened page. A shorter step limit ends earlier. */
export const OPEN_MS = 60 * SECOND

/**
 * Opens an address and resolves once it is answered. It does not wait for `load`, which a hanging advertisement delays on a
 * page that works. Expect what the page shows next, with `{ timeout: OPEN_MS }`.
 */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'commit' })
}
