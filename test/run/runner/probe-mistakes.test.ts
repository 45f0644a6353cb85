import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/index.ts'
import { type Kit, siteTarget, startKit, tempFolder, writeProbes } from '../engine-kit.ts'
import { html, useSite } from '../fixture-site.ts'
import { verdictLine } from '../kit.ts'

const folder = tempFolder()
const site = useSite({
  '/links': (_request, response) => html(response, '<h1>Hello</h1><a href="/">one</a><a href="/">two</a>'),
  '/form': (_request, response) =>
    html(
      response,
      `<label>Email <input></label><button>Log in</button><button>Sign up</button><button onclick="setTimeout(() => document.body.append('sent'), 300)">Send</button>`,
    ),
  '/v1/models': (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
})

const at = (path: string, rest: string) => `await step('open', async () => {
    await page.goto(target.console.url + '${path}')
    ${rest}
  })`
const api = (body: string) => `import { apiProbe, expect } from 'doorwatch/probe'
export default apiProbe({ name: 'early', surface: 'api', every: '1m', timeout: '8s' }, async ({ http, step, target }) => {
  ${body}
})`

/** Probes whose mistakes are their authors', by name. */
const BODIES = {
  several: at('/links', `await expect(page.locator('a')).toBeVisible()`),
  'several-clicked': at('/links', `await page.locator('a').click(); await expect(page.locator('h1')).toBeVisible()`),
  unreadable: at('/links', `await expect(page.locator('role=[[[')).toBeVisible()`),
  'unreadable-css': at('/links', `await expect(page.locator('css=a[')).toHaveText('x')`),
  'unreadable-text': at('/links', `await expect(page.locator('text=/[/')).toBeVisible()`),
  'no-engine': at('/links', `await expect(page.locator('nonsense=x')).toBeVisible()`),
  'words-of-the-page': at(
    '/links',
    `await page.locator('h1').evaluate((h1) => { h1.textContent = 'Error: strict mode violation: a resolved to 2 elements' })
     await expect(page.locator('h1')).toHaveText('Hello', { timeout: 500 })`,
  ),
  floating: `${at('/links', `await expect(page.locator('h1')).toBeVisible()`)}
    void step('check', async () => { expect(1).toBe(2) })`,
  'floating-on': `${at('/links', `await expect(page.locator('h1')).toBeVisible()`)}
    void step('wait', async () => { await page.locator('h1').waitFor({ state: 'hidden' }) })`,
  'floating-expectation': at('/links', `void expect(page.locator('h1')).not.toHaveText('Hello').catch(() => {})`),
  'floating-softly': at('/links', `void expect.soft(page.locator('h1')).toHaveText('no').catch(() => {})`),
  'floating-click': at(
    '/form',
    `page.getByRole('button', { name: 'Send' }).click(); await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()`,
  ),
  'floating-fill': at(
    '/form',
    `page.getByLabel('Mail').fill('x'); await expect(page.getByText('sent')).toBeVisible({ timeout: 500 })`,
  ),
  'begun-before': at(
    '/form',
    `const shown = page.getByText('sent').waitFor()
     await Promise.all([page.getByRole('button', { name: 'Send' }).click(), page.getByLabel('Email').fill('x')])
     await shown
     expect(await page.getByRole('button').count()).toBe(3)`,
  ),
  'other-button': at(
    '/form',
    `await page.getByRole('button', { name: 'Sign in' }).click({ timeout: 500 }); expect(1).toBe(1)`,
  ),
  'other-field': at('/form', `await page.getByLabel('E-mail').fill('x', { timeout: 500 }); expect(1).toBe(1)`),
  throws: at('/form', `expect(1).toBe(1); const nothing = undefined as any; nothing.value()`),
  'side-by-side': `await page.goto(target.console.url)
    await Promise.all([
      step('fails', async () => { expect(1).toBe(2) }),
      step('goes on', async () => { await page.locator('h1').waitFor({ state: 'hidden' }) }),
    ])`,
  early: api(`const reply = await http.request(target.api.url + '/v1/models')
    await step('check', () => expect(reply.status).toBe(200))`),
}

let kit: Kit
beforeAll(async () => {
  const door = { url: site().url, key: new Secret('KEY', 'sk-long-enough'), model: 'm', prompt: 'p', answer: 'a' }
  const target = siteTarget(site().url, { api: door, controls: [site().url] })
  kit = await startKit({ folder, files: writeProbes(folder, BODIES), targets: [target] })
})
afterAll(() => kit.engine.stop())

describe('a mistake in a probe does not count against the service:', () => {
  it.each<readonly [keyof typeof BODIES, string]>([
    ['several', "drift/probe at 'open': 2 elements match, expected one: locator('a')"],
    ['several-clicked', "drift/probe at 'open': 2 elements match, expected one: locator('a')"],
    ['unreadable', "probe_error/probe at 'open': not a valid locator: InvalidSelectorError"],
    ['unreadable-css', "probe_error/probe at 'open': not a valid locator: Unexpected token"],
    ['unreadable-text', "probe_error/probe at 'open': not a valid locator: SyntaxError: Invalid regular"],
    ['no-engine', 'probe_error/probe at \'open\': not a valid locator: Unknown engine "nonsense"'],
    ['floating-on', "probe_error/probe at 'wait': the run ended before this step: await it"],
    [
      'floating-expectation',
      "probe_error/probe at 'undefined': the run ended before an expectation was met or not: await it",
    ],
    [
      'floating-softly',
      "probe_error/probe at 'undefined': the run ended before an expectation was met or not: await it",
    ],
    ['floating-click', "probe_error/probe at 'undefined': locator.click at floating-click.probe.ts:"],
    ['floating-fill', "probe_error/probe at 'open': locator.fill at floating-fill.probe.ts:"],
    ['begun-before', 'passed'],
    ['other-button', `drift/probe at 'open': not found: button "Sign in"; the page has "Sign up", "Log in", "Send"`],
    ['other-field', `drift/probe at 'open': not found: field "E-mail"; the page has "Email"`],
    ['throws', "probe_error/probe at 'open': the probe threw: Cannot read properties of undefined"],
  ])('%s', async (name, verdict) => {
    expect(verdictLine(await kit.run(name))).toContain(verdict)
  })

  it('and is shown with the author’s own lines, not with those of the engine', async () => {
    const { failure } = await kit.run('throws')
    expect(failure?.detail).toContain('throws.probe.ts:')
    expect(failure?.detail).not.toMatch(/steps\.(ts|js)|node_modules|node:internal/)
  })

  it('but the text of a page is not read as one', async () => {
    expect(verdictLine(await kit.run('words-of-the-page'))).toMatch(
      /^wrong_answer\/provider at 'open': Expected: "Hello"/,
    )
  })
})

describe('a step that is not awaited', () => {
  it('fails the run when it fails', async () => {
    expect(verdictLine(await kit.run('floating'))).toBe("wrong_answer/provider at 'check': Expected: 2, received: 1")
  })

  it('has not passed where the run ended before it, for whatever reason', async () => {
    const { steps } = await kit.run('side-by-side')
    expect(steps.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['fails failed', 'goes on skipped'])
  })
})

describe('a request before the first step', () => {
  it('has time to be answered', async () => {
    expect(verdictLine(await kit.run('early'))).toBe('passed')
  })
})
