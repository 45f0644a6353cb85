import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../../src/core/index.ts'
import { launchBrowser, type OpenPage, openPage } from '../support/browser.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { EVERY_ROUTE, routesOf } from '../support/every-route.ts'
import type { HistoryData } from '../support/history.ts'
import { empty, firstMinutes, hostile, NOW, outageNow } from '../support/scenarios.ts'

// Every page that the server answers, in one browser. The pages are found in the table of routes, so that none is forgotten.

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1280, height: 900 }
/** Elements that are tabbed through on a page. */
const MOST_TABS = 40
/** Further stops: the page itself. */
const MORE_STOPS = 1
const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'

const oneRun = (): HistoryData => ({
  ...firstMinutes(),
  runs: firstMinutes().runs.slice(0, 1),
  transitions: [],
  alerts: [],
})
const DATABASES = { outage: outageNow, hostile, empty, 'one run': oneRun } as const

let browser: Browser
const boards: Partial<Record<keyof typeof DATABASES | 'token', TestDashboard>> = {}
const pages: { readonly of: keyof typeof DATABASES; readonly address: string }[] = []

beforeAll(async () => {
  browser = await launchBrowser()
  for (const of of Object.keys(DATABASES) as (keyof typeof DATABASES)[]) {
    const data = { heartbeatAt: NOW, ...DATABASES[of]() }
    const board = await startTestDashboard(data, EVERY_ROUTE)
    boards[of] = board
    for (const { method, path, address } of routesOf(data)) {
      if (method !== 'GET' || path === '/events') continue
      const text = await (await fetch(board.url + address, { redirect: 'manual' })).text()
      if (/^<!doctype html/i.test(text)) pages.push({ of, address })
    }
  }
  boards.token = await startTestDashboard(empty(), { token: new Secret('TOKEN', 'correct-horse-battery') })
})
afterAll(async () => {
  await browser.close()
  for (const board of Object.values(boards)) await board.stop()
})

const addressesOf = (of: keyof typeof DATABASES) => pages.filter((page) => page.of === of).map(({ address }) => address)

/** Opens every page of a database, one after the other. */
async function eachPage(of: keyof typeof DATABASES, look: (opened: OpenPage, address: string) => Promise<void>) {
  for (const address of addressesOf(of)) {
    const opened = await openPage(browser, `${boards[of]?.url}${address}`, { viewport: DESKTOP })
    await look(opened, address)
    await opened.page.context().close()
  }
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

/** What axe finds with every fold open; with `rule`, by this rule alone. */
async function violations(page: Page, rule?: string): Promise<readonly string[]> {
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true
  })
  // Evaluated by the browser's debugger: the policy of the page refuses injected scripts.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  const options = { resultTypes: ['violations'], ...(rule ? { runOnly: [rule] } : {}) }
  const results = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as { violations: Violation[] }
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
}

const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

/** Messages of the browser, without those on the status of an answer: it is not a fault of the page. */
const complaintsOf = ({ complaints }: OpenPage) =>
  complaints.filter((text) => !/^Failed to load resource: .* status of 4\d\d/.test(text))

interface Tabs {
  /** Elements that the Tab key should reach, at most 40. */
  readonly reachable: number
  readonly reached: number
  /** Those that look the same with the focus. */
  readonly hidden: readonly string[]
}

/** Presses Tab from the top of the page. */
async function tabThrough(page: Page): Promise<Tabs> {
  const count = await page.evaluate((selector) => {
    const all = document.querySelectorAll<HTMLElement>(selector)
    return [...all].filter((one) => one.checkVisibility() && (one as HTMLInputElement).type !== 'hidden').length
  }, FOCUSABLE)
  const reachable = Math.min(count, MOST_TABS)
  const stops = new Map<number, { readonly html: string; readonly shows: boolean }>()
  for (let press = 0; stops.size < reachable && press < reachable + MORE_STOPS; press += 1) {
    await page.keyboard.press('Tab')
    const { index, html, shows } = await page.evaluate(focused)
    // After the last element the focus moves to the page itself.
    if (!html.startsWith('<body')) stops.set(index, { html, shows: shows || stops.get(index)?.shows === true })
  }
  const hidden = [...stops.values()].filter(({ shows }) => !shows).map(({ html }) => html)
  return { reachable, reached: stops.size, hidden }
}

/** Runs in the page: what has the focus, and whether that shows, by an outline or by the stroke of its drawing. */
function focused() {
  const element = document.activeElement as HTMLElement
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
  const rect = element.closest('svg') && element.querySelector('rect')
  const stroked = rect ? Number.parseFloat(getComputedStyle(rect).strokeWidth) >= 2 : false
  const outlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
  return {
    index: [...document.querySelectorAll('*')].indexOf(element),
    html: element.outerHTML.slice(0, 120),
    shows: outlined || stroked || boxShadow !== 'none',
  }
}

describe('every page of a prepared database', () => {
  it('is among those that are looked at', () => {
    expect(addressesOf('outage').length).toBeGreaterThanOrEqual(11)
    for (const address of [
      '/',
      '/plan',
      '/objectives',
      '/monitor',
      '/probes/sandbox/login',
      '/alerts',
      '/mutes',
      '/trouble',
      '/state',
      '/months/2026-11',
      '/ack/unknown',
    ]) {
      expect(addressesOf('outage')).toContain(address)
    }
    expect(
      addressesOf('outage').filter((address) => /^\/(?:incidents|runs)\//.test(address)).length,
    ).toBeGreaterThanOrEqual(3)
  })

  it('needs nothing but itself, is accessible in light and dark, by keyboard, and fits a phone', async () => {
    const results: object[] = []
    await eachPage('outage', async (opened, address) => {
      const { page, requests } = opened
      const tabs = await tabThrough(page)
      const light = await violations(page)
      await page.emulateMedia({ colorScheme: 'dark' })
      const dark = await violations(page, 'color-contrast')
      await page.setViewportSize(PHONE)
      const baseUrl = `${boards.outage?.url}/`
      const foreign = requests.filter((url) => !url.startsWith(baseUrl) && !url.startsWith('data:'))
      const complaints = complaintsOf(opened)
      results.push({ address, tabs, light, dark, foreign, complaints, sideways: await sideways(page) })
    })
    const clean = { light: [], dark: [], foreign: [], complaints: [], sideways: 0 }
    for (const { address, tabs } of results as { address: string; tabs: Tabs }[]) {
      const all = { reachable: tabs.reachable, reached: tabs.reachable, hidden: [] }
      expect.soft(results).toContainEqual({ address, tabs: all, ...clean })
    }
  }, 300_000)

  it('gives the failure of a run the full width of a phone', async () => {
    const address = `${boards.outage?.url}/probes/sandbox/login`
    const { page } = await openPage(browser, address, { viewport: PHONE })
    const boxes = await page.locator('section[aria-labelledby="failures"] .what-failed').evaluateAll((cells) =>
      cells.map((cell) => {
        const { left, right } = cell.getBoundingClientRect()
        return { left, right }
      }),
    )
    expect(boxes).toHaveLength(12)
    for (const { left, right } of boxes) {
      expect(right - left).toBeGreaterThan(0.85 * PHONE.width)
      expect(right).toBeLessThanOrEqual(PHONE.width)
    }
    await page.context().close()
  }, 60_000)

  it('shows hostile text as text, fits a phone, and runs nothing', async () => {
    await eachPage('hostile', async (opened, address) => {
      const { page } = opened
      expect([address, complaintsOf(opened)]).toEqual([address, []])
      expect(await page.title()).not.toBe('owned')
      const foreign = 'img, iframe, object, embed, [onerror], [onload], main script, main style, a[href^="javascript:"]'
      expect([address, await page.locator(foreign).count()]).toEqual([address, 0])
      await page.setViewportSize(PHONE)
      expect([address, await sideways(page)]).toEqual([address, 0])
    })
  }, 240_000)

  it.each(['empty', 'one run'] as const)(
    'is whole where there is nothing to show yet: %s',
    async (of) => {
      expect(addressesOf(of).length).toBeGreaterThanOrEqual(8)
      await eachPage(of, async (opened, address) => {
        const { page } = opened
        expect([address, complaintsOf(opened)]).toEqual([address, []])
        expect([address, await page.locator('h1').count()]).toEqual([address, 1])
        expect(await page.evaluate(() => document.body.innerText)).not.toMatch(/NaN|undefined|Infinity|\[object/)
        await page.setViewportSize(PHONE)
        expect([address, await sideways(page)]).toEqual([address, 0])
      })
    },
    240_000,
  )

  it('asks for the token on a page that is accessible too', async () => {
    const opened = await openPage(browser, `${boards.token?.url}/sign-in`, { viewport: PHONE })
    expect(await violations(opened.page)).toEqual([])
    expect(await sideways(opened.page)).toBe(0)
    expect(complaintsOf(opened)).toEqual([])
  })
})
