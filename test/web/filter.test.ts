import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { allOf, manyTargets } from '../support/crowd.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import type { HistoryData } from '../support/history.ts'
import { calmDay } from '../support/scenarios.ts'

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

async function start(data: HistoryData): Promise<TestDashboard> {
  const board = await startTestDashboard(data)
  if (data.watched) board.plans = data.watched
  boards.push(board)
  return board
}

const CROWD = manyTargets(200)

describe('the filter of the live page', () => {
  it('is a form that works without scripts and ends up in the address', async () => {
    const board = await start(CROWD)
    const { page, complaints } = await openPage(browser, `${board.url}/?since=1h`, { javaScriptEnabled: false })
    await page.getByLabel('Target or surface').fill('service-01')
    await page.getByLabel('State', { exact: true }).selectOption('down')
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByText('1 of 200 surfaces').waitFor()
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      since: '1h',
      q: 'service-01',
      state: 'down',
    })
    expect(await page.locator('.card h3').allTextContents()).toEqual(['service-0107 API'])
    expect(await page.getByLabel('Target or surface').inputValue()).toBe('service-01')
    expect(await page.getByLabel('State', { exact: true }).inputValue()).toBe('down')
    await page.getByRole('link', { name: '6h' }).click()
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      since: '6h',
      q: 'service-01',
      state: 'down',
    })
    expect(await page.locator('.card').count()).toBe(1)
    await page.getByRole('link', { name: 'Show all' }).click()
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ since: '6h' })
    expect(complaints).toEqual([])
  })

  it('stays when the page updates itself, and so does a text that is being typed', async () => {
    const board = await start(CROWD)
    const { page, requests } = await openPage(browser, `${board.url}/?since=1h&q=service-010`)
    await page.getByText('10 of 200 surfaces').waitFor()
    await page.getByLabel('Target or surface').fill('service-01')
    board.data = allOf(CROWD, 'down')
    board.tell()
    await expect.poll(() => page.locator('.card.is-down').count()).toBe(10)
    const parts = requests.map((url) => new URL(url)).filter(({ pathname }) => pathname.startsWith('/parts/'))
    expect(parts.length).toBeGreaterThan(0)
    expect(parts.map(({ searchParams }) => searchParams.get('q'))).toEqual(parts.map(() => 'service-010'))
    expect(await page.getByLabel('Target or surface').inputValue()).toBe('service-01')
  })

  it('leads from a line of a group to its surfaces', async () => {
    const board = await start(CROWD)
    const { page } = await openPage(browser, `${board.url}/?since=1h`)
    await page.locator('.group-lines').getByRole('link', { name: 'service-0003' }).click()
    await page.getByText('1 of 200 surfaces').waitFor()
    expect(await page.locator('.card h3').allTextContents()).toEqual(['service-0003 API'])
  })

  it('is not there where every surface has a card', async () => {
    const { url } = await start(calmDay())
    expect(await (await fetch(url)).text()).not.toContain('class="surface-filter"')
  })

  it('of a state that does not exist is refused, and the states are named', async () => {
    const { url } = await start(CROWD)
    const answer = await fetch(`${url}/?state=purple`, { redirect: 'manual' })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(
      'Expected: one of down, degraded, unknown, waiting, maintenance, operational.',
    )
    expect((await fetch(`${url}/parts/now?state=purple`)).status).toBe(400)
  })

  it('may be sent to this server only', async () => {
    const { url } = await start(CROWD)
    expect((await fetch(url)).headers.get('content-security-policy')).toContain("form-action 'self'")
  })
})

describe('the API of many surfaces', () => {
  it('gives every surface with its newest runs, whatever the page draws', async () => {
    const { url } = await start(CROWD)
    await fetch(url)
    const { doors, overview } = (await (await fetch(`${url}/api/status`)).json()) as {
      doors: { probes: { recent: unknown[] }[] }[]
      overview?: unknown
    }
    expect(doors).toHaveLength(200)
    expect(doors.every(({ probes }) => probes[0]?.recent.length === 6)).toBe(true)
    expect(overview).toBeUndefined()
  })

  it('is sent compressed to clients that accept it, with the same content', async () => {
    const { url } = await start(CROWD)
    const ask = (encoding: string) => fetch(`${url}/api/status`, { headers: { 'accept-encoding': encoding } })
    const [small, plain] = await Promise.all([ask('gzip'), ask('identity')])
    expect(small.headers.get('content-encoding')).toBe('gzip')
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(small.headers.get('cache-control')).toBe('no-store')
    const text = await plain.text()
    expect(await small.text()).toBe(text)
    expect(gzipSync(text).length).toBeLessThan(text.length / 10)
  })
})
