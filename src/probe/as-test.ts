import { test } from '@playwright/test'
import type { Target } from '../core/index.ts'
import type { BrowserProbe } from './define.ts'
import { signIn } from './sign-in.ts'

/**
 * Declares a browser probe as an ordinary Playwright test that runs it once, so that UI mode and the trace viewer work.
 * A probe that starts signed in signs in first.
 */
export function asPlaywrightTest(probe: BrowserProbe, target: Target): void {
  test(`${target.name}/${probe.options.name}`, async ({ page, context, browser }) => {
    const { name, login } = target
    const step = <T>(title: string, body: () => Promise<T> | T) => test.step(title, async () => body())
    const measure = (name: string, value: number) =>
      void test.info().annotations.push({ type: name, description: String(value) })
    if (probe.options.session === 'signed-in' && login) {
      await test.step('sign in', () => signIn({ page, step, measure, target: { name, login } }))
    }
    await probe.body({
      page,
      context,
      browser,
      target: target as Parameters<BrowserProbe['body']>[0]['target'],
      step,
      measure,
      signal: new AbortController().signal,
    })
  })
}
