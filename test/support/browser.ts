import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright'

const DEBIAN_SHELL = '/usr/bin/chromium-headless-shell'

/** The headless browser of this machine: the distribution's where there is one, else Playwright's own. */
export function launchBrowser(): Promise<Browser> {
  const installed = existsSync(DEBIAN_SHELL) ? { executablePath: DEBIAN_SHELL } : {}
  return chromium.launch({ ...installed, chromiumSandbox: process.getuid?.() !== 0 })
}

export interface OpenPage {
  readonly page: Page
  /** What the browser complained about: policy violations, script errors, failed requests. */
  readonly complaints: string[]
  /** Every address that was asked for. */
  readonly requests: string[]
}

/** A fresh page in its own context that writes down all complaints and requests. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(url)
  return { page, complaints, requests }
}
