// Draws every scenario and every page of the dashboard into a folder, as HTML and as pictures in light, dark, phone width and
// print, to be looked at:
//   npx esbuild test/dashboards/gallery.ts --bundle --platform=node --format=esm --packages=external \
//     --outfile=dist/gallery.js && node dist/gallery.js FOLDER [scenario or page…]
// A scenario is a saved report (`outage`); a page is the address of a live one (`/monitor`), of the outage.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright'
import { launchBrowser } from '../support/browser.ts'
import { startTestDashboard } from '../support/dashboard.ts'
import { EVERY_ROUTE, routesOf } from '../support/every-route.ts'
import { pageOf, SCENARIOS } from '../support/pages.ts'
import { NOW, outageNow } from '../support/scenarios.ts'

const LOOKS = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
} as const

const [folder = 'test-results/gallery', ...wanted] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name)
const browser = await launchBrowser()
for (const name of Object.keys(SCENARIOS).filter(isWanted)) {
  const file = resolve(folder, `${name}.html`)
  writeFileSync(file, await pageOf(name))
  await draw(browser, name, pathToFileURL(file).href)
}
await drawLivePages(browser)
await browser.close()

/** The pages of the outage, as the table of routes names them. */
async function drawLivePages(browser: Browser): Promise<void> {
  const data = { heartbeatAt: NOW, ...outageNow() }
  const board = await startTestDashboard(data, EVERY_ROUTE)
  for (const { address, method } of routesOf(data)) {
    if (method !== 'GET' || address === '/events' || !isWanted(address)) continue
    const text = await (await fetch(board.url + address, { redirect: 'manual' })).text()
    if (!/^<!doctype html/i.test(text)) continue
    const name = `page${address.replace(/\W+/g, '-').replace(/-$/, '')}`
    writeFileSync(join(folder, `${name}.html`), text)
    await draw(browser, name, board.url + address)
  }
  await board.stop()
}

async function draw(browser: Browser, name: string, address: string): Promise<void> {
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await browser.newPage(options)
    await page.goto(address)
    await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true })
    await page.screenshot({ path: join(folder, `${name}-${look}-first.png`) })
    if (look === 'light') await page.pdf({ path: join(folder, `${name}.pdf`), format: 'A4', printBackground: true })
    await page.close()
  }
  console.log(name)
}
