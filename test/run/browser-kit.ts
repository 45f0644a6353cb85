import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { findBrowser } from '../../src/run/index.ts'

/** A real browser for the tests of one file, with a fresh page that `prepare` has made ready. */
export function usePage(prepare: (context: BrowserContext) => Promise<unknown> = async () => {}): () => Promise<Page> {
  let browser: Browser | undefined
  const contexts: BrowserContext[] = []
  beforeAll(async () => {
    const choice = await findBrowser()
    browser = await chromium.launch({ executablePath: choice?.path ?? '', chromiumSandbox: false })
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })
  afterAll(() => browser?.close())
  return async () => {
    const context = await browser?.newContext()
    if (!context) throw new Error('there is no browser')
    contexts.push(context)
    await prepare(context)
    return context.newPage()
  }
}
