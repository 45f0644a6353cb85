import type { BrowserContext } from '@playwright/test'
import { within } from '../../async/within.ts'
import type { Scrubber } from '../../secrets/scrub.ts'
import { secretsIn } from '../../sessions/session-secrets.ts'
import { readTabs } from '../../sessions/storage.ts'

const LIMIT_MS = 500

/** Hides the cookies of a run: those that a sign-in set are as secret as those it started with. */
export async function hideCookies(context: BrowserContext, scrubber: Scrubber): Promise<void> {
  const cookies = (await within(LIMIT_MS, context.cookies())) ?? []
  for (const { name, value } of secretsIn({ state: { cookies, origins: [] } })) scrubber.add(name, value)
}

/** Hides what the pages keep in their storage. Needs an answer of each page, so it is not called at every step. */
export async function hideStorage(context: BrowserContext, scrubber: Scrubber): Promise<void> {
  const tabs = (await within(LIMIT_MS, readTabs(context))) ?? []
  const origins = tabs.map(({ origin, local }) => ({
    origin,
    localStorage: local.map(([name, value]) => ({ name, value })),
  }))
  const sessionStorage = tabs.map(({ origin, session }) => ({ origin, items: session }))
  const state = { cookies: [], origins }
  for (const { name, value } of secretsIn({ state, sessionStorage })) scrubber.add(name, value)
}
