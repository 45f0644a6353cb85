import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { calmDay, empty, firstMinutes, NOW, outageNow } from '../support/scenarios.ts'

let browser: Browser
const boards: TestDashboard[] = []
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  for (const board of boards.splice(0)) await board.stop()
})

async function start(...args: Parameters<typeof startTestDashboard>): Promise<TestDashboard> {
  const board = await startTestDashboard(...args)
  boards.push(board)
  return board
}

/** The headings of the other live pages after the incident opened. */
const OTHER_PAGES = {
  '/monitor': 'Doorwatch measures. 2 things need attention.',
  '/objectives': /^2 of 5 surfaces miss their objectives/,
  '/probes/sandbox/login': 'Login: the last run failed',
  '/months/2026-11': 'November 2026',
} as const

const OUTAGE = 'Login is down, chat is degraded. Console, API and CLI work.'

describe('the live page', () => {
  it('shows an outage that begins while it is open, without a reload', async () => {
    const board = await start(calmDay())
    const { page, complaints, requests } = await openPage(browser, `${board.url}/?since=24h`)
    await page.getByRole('heading', { name: 'All five surfaces are operational.' }).waitFor()
    await page.evaluate(() => Object.assign(window, { same: true }))
    board.data = outageNow()
    board.tell()
    await page.getByRole('heading', { name: OUTAGE }).waitFor()
    await page.getByRole('heading', { name: '3 incidents, one ongoing' }).waitFor()
    expect(await page.evaluate(() => 'same' in window)).toBe(true)
    expect(requests.filter((url) => new URL(url).pathname === '/')).toHaveLength(1)
    expect(await page.title()).toContain('Login is down')
    expect(await page.locator('link[rel="icon"]').getAttribute('href')).toContain(encodeURIComponent('#c2281f'))
    expect(complaints).toEqual([])
  })

  it('keeps folds, focus and the marked text while it updates', async () => {
    const board = await start(calmDay())
    const { page } = await openPage(browser, `${board.url}/?since=24h`)
    const table = page.locator('#changes')
    await table.locator('summary').click()
    await page.getByRole('link', { name: '7d' }).focus()
    await page.evaluate(() => {
      const node = document.querySelector('#lanes')
      if (node) getSelection()?.selectAllChildren(node)
    })
    board.data = outageNow()
    board.tell()
    await page.getByRole('heading', { name: '3 incidents, one ongoing' }).waitFor()
    expect(await table.getAttribute('open')).not.toBeNull()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('7d')
    expect(await page.evaluate(() => getSelection()?.toString())).toContain('Availability')
  })

  it('keeps an opened incident open, and the focus in its row, when another comes above it', async () => {
    const whole = outageNow()
    const newest = whole.incidents.reduce((a, b) => (a.impactAt > b.impactAt ? a : b))
    const board = await start({ ...whole, incidents: whole.incidents.filter((one) => one !== newest) })
    const { page } = await openPage(browser, `${board.url}/?since=24h`)
    const rows = page.locator('.incidents > li')
    await expect.poll(() => rows.count()).toBe(2)
    const id = await rows.last().getAttribute('id')
    await rows.last().locator('summary').first().press('Enter')
    board.data = whole
    board.tell()
    await page.getByRole('heading', { name: '3 incidents, one ongoing' }).waitFor()
    expect(await rows.last().getAttribute('id')).toBe(id)
    expect(await rows.last().locator('details').first().getAttribute('open')).not.toBeNull()
    expect(await page.evaluate(() => document.activeElement?.closest('.incidents > li')?.id)).toBe(id)
  })

  it('keeps the focus on the link of a run when a newer run comes above it', async () => {
    const whole = calmDay()
    const newest = whole.runs.findLast(({ probe }) => probe === 'login')
    const board = await start({ ...whole, runs: whole.runs.filter((run) => run !== newest) })
    const { page } = await openPage(browser, `${board.url}/probes/sandbox/login`)
    const link = page.locator('.run-lines a').first()
    const path = await link.getAttribute('href')
    await link.focus()
    board.data = whole
    board.tell()
    await expect.poll(() => link.getAttribute('href'), { timeout: 30_000 }).not.toBe(path)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(path)
  })

  it('keeps counting between updates: a run under way, the time since a failure, the clock', async () => {
    const board = await start(outageNow())
    board.plans = board.plans.map((plan) => (plan.probe === 'cli' ? { ...plan, runningSince: NOW - 2_000 } : plan))
    const { page } = await openPage(browser, board.url)
    const running = page.locator('.card', { hasText: 'CLI' }).locator('.probe-next')
    await expect.poll(() => running.textContent()).toMatch(/running for ([4-9]|1\d) s/)
    await expect.poll(() => page.locator('[data-clock]').textContent()).toMatch(/^21:05:(0[2-9]|1\d)$/)
  })

  it('reports that the monitor does not answer, and marks the data as stale', async () => {
    const board = await start(calmDay())
    const { page } = await openPage(browser, board.url)
    await page.clock.install({ time: new Date() })
    await page.reload()
    await page.getByText('Live', { exact: true }).waitFor()
    await board.stop()
    await page.clock.runFor(40_000)
    await page.getByText(/No update for/).waitFor()
  })

  it('shows fresh data again when the monitor answers, without a reload', async () => {
    const board = await start(calmDay())
    const { page } = await openPage(browser, board.url)
    await page.getByRole('heading', { name: 'All five surfaces are operational.' }).waitFor()
    const { port } = new URL(board.url)
    await board.stop()
    const next = await start(outageNow(), { port: Number(port) })
    expect(next.url).toBe(board.url)
    await page.getByRole('heading', { name: OUTAGE }).waitFor({ timeout: 30_000 })
  })

  it('announces the first run, and shows its result when it ends', async () => {
    const board = await start(empty())
    const { page } = await openPage(browser, board.url)
    await page.getByRole('heading', { name: 'Nothing measured yet.' }).waitFor()
    expect(await page.locator('.card').count()).toBe(5)
    board.data = firstMinutes()
    board.tell()
    await page.getByRole('heading', { name: 'All five surfaces are operational.' }).waitFor()
  })

  it('shows silence: surfaces are unknown once no run ended for a while', async () => {
    const board = await start(calmDay())
    const { page } = await openPage(browser, board.url)
    await page.getByRole('heading', { name: 'All five surfaces are operational.' }).waitFor()
    board.clock.at = NOW + 12 * 60_000
    board.tell()
    await page.getByRole('heading', { name: /^State unknown: nothing measured for 12 min/ }).waitFor()
    await page.getByText('Yes, the monitor is silent.').waitFor()
  })

  it('switches the range by a link and marks the one that is shown', async () => {
    const board = await start(calmDay())
    const { page } = await openPage(browser, board.url)
    expect(await page.locator('.ranges [aria-current]').textContent()).toBe('24h')
    await page.getByRole('link', { name: '7d' }).click()
    await page.getByText('The last 7 days').waitFor()
    expect(await page.locator('.ranges [aria-current]').textContent()).toBe('7d')
  })

  it('updates every other live page without a reload, with its title, folds and focus', async () => {
    const board = await start(calmDay(), { objectives: { availability: 0.99, windowDays: 30, surfaces: {} } })
    const opened = await Promise.all(
      Object.entries(OTHER_PAGES).map(async ([path, name]) => {
        const { page, complaints } = await openPage(browser, board.url + path)
        await page.evaluate(() => Object.assign(window, { same: true }))
        await page.getByRole('link', { name: 'Front page' }).focus()
        return { path, name, page, complaints, before: await page.locator('main').innerText() }
      }),
    )
    board.data = outageNow()
    board.tell()
    for (const { path, name, page, complaints, before } of opened) {
      await expect.poll(() => page.locator('main').innerText(), { timeout: 30_000 }).not.toBe(before)
      await page.getByRole('heading', { name, level: 1 }).waitFor({ timeout: 30_000 })
      expect([path, await page.evaluate(() => 'same' in window)]).toEqual([path, true])
      expect([path, await page.evaluate(() => document.activeElement?.textContent)]).toEqual([path, 'Front page'])
      expect(await page.title()).toContain(await page.locator('h1').innerText())
      expect(await page.getByText('Live', { exact: true }).count()).toBe(1)
      expect([path, complaints]).toEqual([path, []])
    }
  })

  it('fetches nothing while it is hidden', async () => {
    const board = await start(calmDay())
    const { page, requests } = await openPage(browser, board.url)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true, configurable: true }))
    const before = requests.filter((url) => url.includes('/parts/')).length
    board.data = outageNow()
    board.tell()
    await page.waitForTimeout(1_500)
    expect(requests.filter((url) => url.includes('/parts/')).length - before).toBeLessThanOrEqual(1)
    expect(await page.locator('h1').textContent()).toContain('All five')
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => false, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await page.getByRole('heading', { name: OUTAGE }).waitFor()
  })
})
