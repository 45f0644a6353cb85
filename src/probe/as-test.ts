import { type Page, test } from '@playwright/test'
import type { Target } from '../core/index.ts'
import type { BrowserProbe } from './define.ts'

/**
 * Declares a browser probe as an ordinary Playwright test that runs it once, so that UI mode and the trace viewer work.
 * A probe that starts signed in signs in first.
 */
export function asPlaywrightTest(probe: BrowserProbe, target: Target): void {
  test(`${target.name}/${probe.options.name}`, async ({ page, context, browser }) => {
    if (probe.options.session === 'signed-in') await test.step('sign in', () => signIn(page, target))
    await probe.body({
      page,
      context,
      browser,
      target: target as Parameters<BrowserProbe['body']>[0]['target'],
      step: (name, body) => test.step(name, async () => body()),
      measure: (name, value) => void test.info().annotations.push({ type: name, description: String(value) }),
      signal: new AbortController().signal,
    })
  })
}

async function signIn(page: Page, { name, login }: Target): Promise<void> {
  const field = login?.locators.password
  if (!login?.password || !field) throw new Error(`${name} cannot be signed in to with a password alone`)
  await page.goto(login.url)
  await page.locator(login.locators.email).fill(login.email)
  await page.locator(field).fill(login.password.reveal())
  await page.locator(login.locators.submit).click()
  await page.locator(login.locators.signedIn).waitFor()
}
