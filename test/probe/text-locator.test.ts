import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { findBrowser } from '../../src/run/index.ts'

const copy = (name: string) => `${pathToFileURL(join(PACKAGE_ROOT, 'dist/src/probe/text-locator.js')).href}?${name}`

/** Imports two copies of the module in one tick, as a spec file and a probe file do, then counts elements with text. */
function script(executablePath: string): string {
  return `
    import { readText } from '${copy('first')}'
    import { withText } from '${copy('second')}'
    import { chromium } from '${import.meta.resolve('@playwright/test')}'
    const browser = await chromium.launch({ executablePath: ${JSON.stringify(executablePath)} })
    try {
      const context = await browser.newContext()
      const page = await context.newPage()
      await page.setContent('<p>forty-two</p><p></p>')
      const count = await withText(page.locator('p')).count()
      console.log(count, (await readText(page.locator('p').first())).text)
    } finally {
      await browser.close()
    }`
}

it('opens a browser context after two copies of the module registered the text engine at the same time', async () => {
  const browser = await findBrowser()
  const args = ['--input-type=module', '--eval', script(browser?.path ?? '')]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PACKAGE_ROOT })
  expect(stdout.trim()).toBe('1 forty-two')
})
