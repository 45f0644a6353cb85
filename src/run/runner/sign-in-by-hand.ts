import type { BrowserContext } from '@playwright/test'
import { formatDuration, MonitorError, type Target } from '../../core/index.ts'
import type { StorageState } from './sessions-state.ts'

/** Where a person signs in by hand; ends when the page shows it, or `limitMs` later. @throws MonitorError code `not_signed_in` */
export async function waitForPerson(context: BrowserContext, target: Target, limitMs: number): Promise<StorageState> {
  const { login } = target
  if (!login) throw new Error(`${target.name} has no login door`)
  const page = await context.newPage()
  await page.goto(login.url)
  try {
    await untilSignedIn(context, login.locators.signedIn, limitMs)
  } catch (cause) {
    const message =
      context.pages().length === 0 ? 'the window was closed' : `nobody signed in within ${formatDuration(limitMs)}`
    throw new MonitorError('not_signed_in', message, { hint: 'Nothing was kept. Start the command again.', cause })
  }
  return context.storageState({ indexedDB: true })
}

const LOOK_EVERY_MS = 300

/** Looks at every page of the window: signing in through somebody else may open more of them. */
async function untilSignedIn(context: BrowserContext, signedIn: string, limitMs: number): Promise<void> {
  for (const endAt = performance.now() + limitMs; performance.now() < endAt; ) {
    const pages = context.pages()
    if (pages.length === 0) break
    const seen = await Promise.all(
      pages.map((page) =>
        page
          .locator(signedIn)
          .first()
          .isVisible()
          .catch(() => false),
      ),
    )
    if (seen.includes(true)) return
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  throw new Error('not signed in')
}
