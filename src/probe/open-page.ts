import type { Page } from '@playwright/test'
import { SECOND } from '../core/index.ts'

/** How long (ms) what a page is opened for may take to show. A step that may take less ends earlier. */
export const OPEN_MS = 60 * SECOND

/**
 * Opens an address and returns once it was answered. `load` is not awaited: an advertisement that hangs keeps that event
 * back on a page that works. Expect what the page shows next, with `{ timeout: OPEN_MS }`.
 */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'commit' })
}
