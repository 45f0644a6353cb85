import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { renderDrill, renderMonth } from '../../src/report/index.ts'
import { launchBrowser, type OpenPage, openPage } from '../support/browser.ts'
import { fullDrill } from '../support/full-drill.ts'
import { fullMonth } from '../support/full-month.ts'
import { pageOf, SCENARIOS } from '../support/pages.ts'
import { HOSTILE, NOW } from '../support/scenarios.ts'

const folder = mkdtempSync(join(tmpdir(), 'doorwatch-pages-'))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})

/** Opens a scenario's report from disk, as a reader would. */
async function open(name: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const file = join(folder, `${name}.html`)
  writeFileSync(file, await pageOf(name))
  return openPage(browser, pathToFileURL(file).href, options)
}

const everyScenario = it.each(Object.keys(SCENARIOS))

describe('a saved report', () => {
  everyScenario('needs no network and breaks none of its own rules: %s', async (name) => {
    const { complaints, requests } = await open(name)
    expect(complaints).toEqual([])
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([
      pathToFileURL(join(folder, `${name}.html`)).href,
    ])
  })

  it('shows its fonts and its styles under its own policy', async () => {
    const { page } = await open('calm')
    expect(
      await page.evaluate(
        () => document.fonts.check('500 20px Newsreader') && document.fonts.check('16px "Libre Franklin"'),
      ),
    ).toBe(true)
    expect(await page.evaluate(() => [...document.fonts].map((font) => font.status))).toEqual(['loaded', 'loaded'])
  })

  it('is complete without its scripts', async () => {
    const { page } = await open('outage', { javaScriptEnabled: false })
    await page.getByRole('heading', { name: 'Login is down, chat is degraded.' }).waitFor()
    expect(await page.locator('.card').count()).toBe(5)
    expect(await page.locator('.median').count()).toBeGreaterThan(10)
  })

  it('fits a phone, a tablet and a wide screen without scrolling sideways', async () => {
    for (const width of [320, 390, 768, 1280, 2000]) {
      const { page } = await open('outage', { viewport: { width, height: 800 } })
      expect([width, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]).toEqual([width, 0])
    }
    const { page } = await open('hostile', { viewport: { width: 320, height: 800 } })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  })

  it('prints with the folds open that matter on paper, and closes them again', async () => {
    const { page } = await open('outage')
    const folded = () => page.locator('details:not([open])').count()
    const before = await folded()
    // The text gives the values of steady charts, and an incident has its own page.
    const calm = await page.locator('.calm, .incident > details:not([open])').count()
    expect(calm).toBeGreaterThan(2)
    expect(before).toBeGreaterThan(calm + 1)
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await folded()).toBe(calm)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    expect(await folded()).toBe(before)
  })
})

const IMPRINT = { at: NOW, timezone: 'Europe/Berlin', location: 'office', monitor: { version: '0.1.0' } }

describe('what is made for paper', () => {
  it.each([
    ['a month', () => renderMonth({ ...IMPRINT, at: fullMonth().at }, fullMonth(), { live: false })],
    ['the after-action report of a drill', () => renderDrill(IMPRINT, fullDrill())],
  ])('prints on two A4 pages, also with every list full: %s', async (name, render) => {
    const file = join(folder, `${name}.html`)
    writeFileSync(file, render())
    const { page, complaints } = await openPage(browser, pathToFileURL(file).href, {})
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(2)
    expect(pdf).toMatch(/\/MediaBox \[0 0 59[45][\d.]* 84[12]/)
    expect(complaints).toEqual([])
  })
})

describe('hostile text', () => {
  it('is shown as text and does nothing', async () => {
    const { page, complaints } = await open('hostile')
    expect(await page.title()).toContain('is down')
    expect(complaints).toEqual([])
    for (const script of HOSTILE.slice(0, 4)) expect(await page.locator('body').textContent()).toContain(script)
    expect(await page.locator('img, iframe, object, embed, [onerror], [onload], main script, main style').count()).toBe(
      0,
    )
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
  })

  it('is bounded, and cannot turn the text around it', async () => {
    const html = await pageOf('hostile')
    expect(html).not.toMatch(/A{400}/)
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    expect(html.split('</style>')).toHaveLength(2)
    expect(html.split('<script').length - 1).toBe(html.split('</script>').length - 1)
  })

  it('would be stopped by the policy even if it came through', async () => {
    const { page, complaints } = await open('calm')
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "owned"'
      document.body.append(script)
      const style = document.createElement('style')
      style.textContent = 'body { display: none }'
      document.body.append(style)
      document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x.png" onerror="document.title=1">')
    })
    await expect.poll(() => complaints.length).toBeGreaterThanOrEqual(3)
    expect(await page.title()).toContain('All five surfaces are operational')
    expect(await page.locator('h1').isVisible()).toBe(true)
    for (const complaint of complaints) expect(complaint).toContain('Content Security Policy')
  })

  it('in the path of an artifact makes no link out of the folder', async () => {
    const { page } = await open('hostile')
    expect(await page.locator('.evidence a').count()).toBe(0)
    const good = await open('outage')
    expect(await good.page.locator('.evidence a').first().getAttribute('href')).toMatch(
      /^artifacts\/runs\/login-\d+\/screenshot\.png$/,
    )
  })
})

describe('accessibility', () => {
  interface Violation {
    readonly id: string
    readonly nodes: readonly { readonly html: string }[]
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true
    })
    // Evaluated by the browser's debugger: the policy of the page refuses injected scripts.
    await page.evaluate(axe)
    const results = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')
    return (results as { violations: Violation[] }).violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`,
    )
  }

  everyScenario('axe finds nothing: %s', async (name) => {
    expect(await violations((await open(name)).page)).toEqual([])
  })

  it('axe finds nothing in the dark, nor on a phone', async () => {
    expect(await violations((await open('outage', { colorScheme: 'dark' })).page)).toEqual([])
    expect(await violations((await open('outage', { viewport: { width: 390, height: 800 } })).page)).toEqual([])
  })

  it('axe finds nothing on a live page with a filter', async () => {
    const file = join(folder, 'targets-live.html')
    writeFileSync(file, await pageOf('targets', true))
    const options = [{}, { colorScheme: 'dark' }, { viewport: { width: 390, height: 800 } }] as const
    for (const option of options) {
      const { page } = await openPage(browser, pathToFileURL(file).href, option)
      expect(await page.locator('.surface-filter').count()).toBe(1)
      expect(await violations(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    }
  })

  it('axe would have found something', async () => {
    const { page } = await open('empty')
    await page.evaluate(() => document.querySelector('main')?.append(document.createElement('img')))
    expect((await violations(page)).join()).toContain('image-alt')
  })

  it('states differ in more than colour: each has a word and a shape of its own', async () => {
    const { page } = await open('outage')
    const shapes = await page
      .locator('.card')
      .evaluateAll((cards) =>
        cards.map((card) => [card.querySelector('.standing')?.textContent, card.querySelector('svg')?.innerHTML]),
      )
    const byWord = new Map(shapes.map(([word, shape]) => [word, shape]))
    expect([...byWord.keys()].toSorted()).toEqual(['Degraded', 'Down', 'Operational'])
    expect(new Set(byWord.values()).size).toBe(3)
  })

  it('every trouble in the lanes has keyboard focus, a description and a link to its incident', async () => {
    const { page } = await open('outage')
    const first = page.locator('.trouble').first()
    await first.focus()
    const words = await first.getAttribute('aria-label')
    expect(words).toMatch(/^Login down, 20:41 to 21:05, 23 min 48 s: HTTP 500 at "submit credentials"$/)
    expect(await page.locator('.tip').textContent()).toBe(words)
    await page.keyboard.press('Escape')
    expect(await page.locator('.tip').isHidden()).toBe(true)
    await page.locator('.trouble').nth(3).focus()
    await page.keyboard.press('Enter')
    const name = new URL(page.url()).hash.slice(1)
    expect(name).toMatch(/^sandbox-\d+$/)
    await page.locator(`[id="${name}"] .incident-body`).waitFor({ state: 'visible' })
  })

  it('a link to an incident that is folded away among the earlier ones unfolds those too', async () => {
    const { page } = await open('year')
    const name = await page.locator('.earlier .incident').last().getAttribute('id')
    await page.evaluate((id) => {
      location.hash = `#${id}`
    }, name)
    await page.locator(`[id="${name}"] .incident-body`).waitFor({ state: 'visible' })
  })

  it('every drawing has its numbers as a table or in words', async () => {
    const { page } = await open('outage')
    for (const drawing of await page.locator('svg[role="img"]').all()) {
      expect((await drawing.getAttribute('aria-label'))?.length).toBeGreaterThan(20)
    }
    expect(await page.getByRole('table').count()).toBeGreaterThanOrEqual(2)
  })

  it('headings form an outline without holes', async () => {
    const { page } = await open('outage')
    const levels = await page
      .locator('h1, h2, h3, h4')
      .evaluateAll((all) => all.map((one) => Number(one.tagName.charAt(1))))
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1)
  })
})
