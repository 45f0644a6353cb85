import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { calmDay, outageNow } from '../support/scenarios.ts'

let browser: Browser
let dashboard: TestDashboard | undefined
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', chromiumSandbox: false })
})
afterAll(() => browser.close())
afterEach(async () => {
  await dashboard?.stop()
  dashboard = undefined
})

/** Opens the page and collects everything the browser complained about. */
async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() !== 'info' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  return { page, complaints }
}

describe('the live page', () => {
  test('turns from open doors to an outage by itself, without loading anew', async () => {
    const board = await startTestDashboard(calmDay())
    dashboard = board
    const { page, complaints } = await open(`${board.url}/?since=24h`)
    await page.getByRole('heading', { name: 'All five doors are open.' }).waitFor()
    await page.evaluate(() => Object.assign(window, { same: true }))
    board.data = outageNow()
    board.tell()
    await page.getByRole('heading', { name: 'Login is down, chat is degraded. Console, CLI and API work.' }).waitFor()
    await page.getByText('still going on').waitFor()
    expect(await page.evaluate(() => 'same' in window)).toBe(true)
    expect(await page.title()).toContain('Login is down')
    expect(complaints).toEqual([])
    await page.close()
  })
})
