import type { Browser } from 'playwright'
import { launchBrowser } from '../../support/browser.ts'
import { median } from '../numbers.ts'

const OPENINGS = 3

interface Opening {
  readonly p50: number
  readonly worst: number
}

/** Opens addresses in one browser; how long until each can be used, ms. */
export async function timeOpenings<K extends string>(
  addresses: Readonly<Record<K, string>>,
): Promise<Record<K, Opening>> {
  const browser = await launchBrowser()
  try {
    await openOnce(browser, 'about:blank')
    const openings: Partial<Record<K, Opening>> = {}
    for (const name of Object.keys(addresses) as K[]) {
      const times: number[] = []
      for (let count = 0; count < OPENINGS; count += 1) times.push(await openOnce(browser, addresses[name]))
      openings[name] = { p50: median(times), worst: Math.max(...times) }
    }
    return openings as Record<K, Opening>
  } finally {
    await browser.close()
  }
}

/** From the request until everything is loaded, drawn, and a key press moves the focus, ms. */
async function openOnce(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const begun = performance.now()
  await page.goto(address, { waitUntil: 'load' })
  await page.keyboard.press('Tab')
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  const tookMs = performance.now() - begun
  await context.close()
  return tookMs
}
