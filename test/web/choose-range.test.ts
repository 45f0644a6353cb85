import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'
import { launchBrowser, openPage } from '../support/browser.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { NOW, outageNow } from '../support/scenarios.ts'

let browser: Browser
let board: TestDashboard
beforeAll(async () => {
  browser = await launchBrowser()
  board = await startTestDashboard(outageNow())
})
afterAll(async () => {
  await browser.close()
  await board.stop()
})

/** Drags along a lane, from one share of its width to another. @returns the query of the address that is shown then */
async function drag(page: Page, from: number, to: number): Promise<URLSearchParams> {
  const track = page.locator('.lanes tbody .track').first()
  await track.scrollIntoViewIfNeeded()
  const box = await track.boundingBox()
  if (!box) throw new Error('the lane is not visible')
  const [y, x] = [box.y + box.height / 2, (share: number) => box.x + share * box.width]
  await page.mouse.move(x(from), y)
  await page.mouse.down()
  await page.mouse.move(x((from + to) / 2), y)
  await page.mouse.move(x(to), y)
  const before = page.url()
  await page.mouse.up()
  await page.waitForURL((url) => url.href !== before, { timeout: 30_000 })
  return new URL(page.url()).searchParams
}

describe('dragging along a lane', () => {
  it('opens the address of that range, in either direction, and keeps the filter', async () => {
    const { page, complaints } = await openPage(browser, `${board.url}/?since=24h&q=sandbox`)
    const chosen = await drag(page, 0.75, 0.5)
    expect([...chosen.keys()].toSorted()).toEqual(['from', 'q', 'to'])
    const [from, to] = [Date.parse(chosen.get('from') ?? ''), Date.parse(chosen.get('to') ?? '')]
    expect(Math.abs(from - (NOW - 12 * HOUR))).toBeLessThanOrEqual(10 * MINUTE)
    expect(Math.abs(to - (NOW - 6 * HOUR))).toBeLessThanOrEqual(10 * MINUTE)
    expect(from % (5 * MINUTE)).toBe(0)
    await page.getByText('This time').waitFor({ timeout: 30_000 })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('chooses whole days in a long range, and does not open the trouble under the pointer', async () => {
    const { page } = await openPage(browser, `${board.url}/?since=90d`)
    const chosen = await drag(page, 0.995, 0.5)
    expect(chosen.get('to')).toBe('2026-11-23')
    expect(chosen.get('from')).toMatch(/^2026-10-\d\d$/)
    expect(Math.abs(Date.parse(chosen.get('from') ?? '') - (NOW - 45 * DAY))).toBeLessThanOrEqual(1.5 * DAY)
    expect(new URL(page.url()).hash).toBe('')
    await page.context().close()
  })
})
