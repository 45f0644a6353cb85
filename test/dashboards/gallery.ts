// Draws every scenario into a folder, as HTML and as pictures in light, dark, phone width and print, to be looked at:
//   npx esbuild test/dashboards/gallery.ts --bundle --platform=node --format=esm --packages=external \
//     --outfile=dist/gallery.js && node dist/gallery.js FOLDER [scenario…]
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright'
import { pageOf, SCENARIOS } from '../support/pages.ts'

const LOOKS = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
} as const

const [folder = 'test-results/gallery', ...wanted] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', chromiumSandbox: false })
for (const name of wanted.length > 0 ? wanted : Object.keys(SCENARIOS)) await draw(browser, name)
await browser.close()

async function draw(browser: Browser, name: string): Promise<void> {
  const file = resolve(folder, `${name}.html`)
  writeFileSync(file, await pageOf(name))
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await browser.newPage(options)
    await page.goto(pathToFileURL(file).href)
    await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true })
    await page.screenshot({ path: join(folder, `${name}-${look}-first.png`) })
    if (look === 'light') await page.pdf({ path: join(folder, `${name}.pdf`), format: 'A4', printBackground: true })
    await page.close()
  }
}
