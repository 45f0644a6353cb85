import { expect as playwrightExpect } from '@playwright/test'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { installPageObserver } from '../../../src/run/observer/page-script.ts'
import { type Wait, watchWaits } from '../../../src/run/observer/waits.ts'
import { deadTime } from '../../../src/run/record/dead-time.ts'
import { usePage } from '../browser-kit.ts'

const newPage = usePage((context) => context.addInitScript(installPageObserver))
const NEAR_MS = 60

/** A page whose waits are noted, each to end within `leftMs`. */
async function watchedPage(leftMs = 5_000) {
  const page = await newPage()
  const waits: Wait[] = []
  watchWaits(page, { leftMs: () => leftMs, note: (wait) => waits.push(wait) })
  await page.goto('data:text/html,<h1>Hello</h1><main></main>')
  /** Lets `code` run in the page after `ms`; gives when it did, by our clock. */
  const later = async (ms: number, code: string) => {
    await page.evaluate(
      `window.done = new Promise((resolve) => setTimeout(() => { ${code}; resolve(Date.now()) }, ${ms}))`,
    )
    return async () => performance.now() - (Date.now() - ((await page.evaluate('done')) as number))
  }
  return { page, waits, later }
}

// A busy machine delays the page and its clock alike; a wait that is measured the wrong way is off in every try.
describe('a wait for something to show', { retry: 4 }, () => {
  it('ends when the page showed it, not when it was found', async () => {
    const { page, waits, later } = await watchedPage()
    const truth = await later(730, "document.querySelector('main').innerHTML = '<p id=late>late</p>'")
    await playwrightExpect(page.locator('#late')).toBeVisible()
    expect(waits).toHaveLength(1)
    expect(Math.abs((waits[0]?.shownAt ?? 0) - (await truth()))).toBeLessThan(NEAR_MS)
    expect(waits[0]?.endedAt).toBeGreaterThanOrEqual(waits[0]?.shownAt ?? Number.NaN)
  })

  it.each([
    [
      'a text',
      "document.querySelector('h1').textContent = 'Bye'",
      (page) => playwrightExpect(page.locator('h1')).toHaveText('Bye'),
    ],
    [
      'a text by its locator',
      "document.querySelector('h1').textContent = 'Bye'",
      (page) => playwrightExpect(page.getByText('Bye')).toBeVisible(),
    ],
    [
      'a text that a filter names',
      "document.querySelector('h1').textContent = 'Bye 42'",
      (page) => page.locator('h1').filter({ hasText: /\d+/ }).waitFor(),
    ],
    ['an end', "document.querySelector('h1').remove()", (page) => playwrightExpect(page.locator('h1')).toBeHidden()],
    [
      'an end by waitFor',
      "document.querySelector('h1').remove()",
      (page) => page.locator('h1').waitFor({ state: 'detached' }),
    ],
    [
      'an attribute',
      "document.querySelector('h1').className = 'ready'",
      (page) => playwrightExpect(page.locator('h1')).toHaveClass('ready'),
    ],
    [
      'a number of elements',
      "document.body.append(document.createElement('h1'))",
      (page) => playwrightExpect(page.locator('h1')).toHaveCount(2),
    ],
    ['a selector', "document.querySelector('main').innerHTML = '<i>!</i>'", (page) => page.waitForSelector('i')],
  ] as [string, string, (page: Awaited<ReturnType<typeof newPage>>) => Promise<unknown>][])(
    'holds for %s',
    async (_what, code, wait) => {
      const { page, waits, later } = await watchedPage()
      const truth = await later(730, code)
      await wait(page)
      expect(Math.abs((waits[0]?.shownAt ?? 0) - (await truth()))).toBeLessThan(NEAR_MS)
    },
  )

  it('takes no time where it was there all along', async () => {
    const { page, waits } = await watchedPage()
    await playwrightExpect(page.locator('h1')).toBeVisible()
    const [wait] = waits
    expect(wait && wait.shownAt >= wait.begunAt && wait.shownAt <= wait.endedAt).toBe(true)
  })

  it('is as long as Playwright took where the page does not show it', async () => {
    const { page, waits, later } = await watchedPage()
    await page.setContent('<input id="field">')
    await later(300, "document.querySelector('#field').value = 'x'")
    await playwrightExpect(page.locator('#field')).toHaveValue('x')
    const [wait] = waits
    expect((wait?.endedAt ?? 0) - (wait?.shownAt ?? 0)).toBeLessThan(20)
  })

  it('ends within its step, and fails with what it waited for', async () => {
    const { page, waits } = await watchedPage(300)
    await expect(playwrightExpect(page.locator('#absent')).toBeVisible({ timeout: 60_000 })).rejects.toThrow('#absent')
    await expect(page.locator('#absent').waitFor({ timeout: 0 })).rejects.toThrow('#absent')
    expect(waits).toEqual([])
  })

  it('is not reported in a context that is not watched', async () => {
    const page = await newPage()
    await page.setContent('<h1>Hello</h1>')
    await playwrightExpect(page.locator('h1')).toBeVisible()
    await page.locator('h1').waitFor()
  })
})

describe('deadTime', () => {
  const wait = (begunAt: number, shownAt: number, endedAt: number): Wait => ({ begunAt, shownAt, endedAt })

  it('is the time between shown and found out', () => {
    expect(deadTime([wait(0, 100, 350)], 0, 350)).toBe(250)
    expect(deadTime([wait(0, 100, 350), wait(400, 500, 530)], 0, 600)).toBe(280)
  })

  it('does not count time in which another wait was still really waiting', () => {
    expect(deadTime([wait(0, 100, 350), wait(0, 300, 350)], 0, 350)).toBe(50)
  })

  it('stays inside the step', () => {
    expect(deadTime([wait(0, 100, 900)], 200, 500)).toBe(300)
    expect(deadTime([], 0, 100)).toBe(0)
  })

  it('is never negative, never more than the step, and nothing where nothing was found late', () => {
    const arbitrary = fc
      .array(fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000)), { maxLength: 8 })
      .map((triples) => triples.map(([begun, shown, ended]) => wait(begun, begun + shown, begun + shown + ended)))
    fc.assert(
      fc.property(arbitrary, fc.nat(1_000), fc.nat(1_000), (waits, from, length) => {
        const dead = deadTime(waits, from, from + length)
        expect(dead).toBeGreaterThanOrEqual(0)
        expect(dead).toBeLessThanOrEqual(length)
        const prompt = waits.map((one) => ({ ...one, endedAt: one.shownAt }))
        expect(deadTime(prompt, from, from + length)).toBe(0)
      }),
    )
  })
})
