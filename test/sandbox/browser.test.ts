import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, expect as expectPage, type Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/index.ts'
import { presetOf, useSandbox } from './support.ts'

const running = useSandbox({ pace: { signInMs: 20, pageMs: 2, headersMs: 5, firstTokenMs: 60, tokenMs: 12 } })
const DEBIAN_SHELL = '/usr/bin/chromium-headless-shell'
/** The preset's own locators: what the probes look for is what the pages have. Addresses are filled in per test. */
const { login, chat, console: keys } = presetOf('http://127.0.0.1')
const PASSWORD_FIELD = login.locators.password ?? ''
const REPLY = '[data-reply="latest"]'
let browser: Browser
let context: BrowserContext
let page: Page
let complaints: string[] = []

beforeAll(async () => {
  const installed = existsSync(DEBIAN_SHELL) ? { executablePath: DEBIAN_SHELL } : {}
  browser = await chromium.launch({ ...installed, chromiumSandbox: process.getuid?.() !== 0 })
})
afterAll(() => browser.close())
beforeEach(async () => {
  context = await browser.newContext({ baseURL: running.sandbox.url })
  page = await context.newPage()
  complaints = []
  page.on('pageerror', (error) => complaints.push(error.message))
})
afterEach(() => context.close())

async function fillIn(): Promise<void> {
  await page.goto('/sign-in')
  await page.locator(login.locators.email).fill(SANDBOX_ACCOUNT.email)
  await page.locator(PASSWORD_FIELD).fill(SANDBOX_ACCOUNT.password)
}

async function signIn(): Promise<void> {
  await fillIn()
  await page.locator(login.locators.submit).click()
  await page.locator(login.locators.signedIn).waitFor()
  // What a person types before the script of the page runs is lost on it.
  await page.waitForLoadState()
}

async function say(prompt: string): Promise<void> {
  await page.locator(chat.locators.input).fill(prompt)
  await page.locator(chat.locators.send).click()
}

describe('a person with a browser', () => {
  it('signs in, talks, opens the keys and signs out', async () => {
    await page.goto('/')
    await page.locator('role=link[name="Open Lumen"]').click()
    await expectPage(page).toHaveURL('/sign-in?next=%2Fchat')
    await signIn()
    await expectPage(page).toHaveURL('/chat')
    await say(chat.prompt)
    await page.locator(chat.locators.done).waitFor()
    expect(await page.locator(chat.locators.reply).textContent()).toContain(chat.answer)
    await page.locator('role=link[name="Console"]').click()
    await page.locator(keys.locators.keysLink).click()
    await expectPage(page.locator(keys.locators.keys)).toBeVisible()
    await page.locator(login.locators.signOut).click()
    await page.locator(login.locators.signedOut).waitFor()
    await page.goto('/console')
    await expectPage(page).toHaveURL('/sign-in?next=%2Fconsole')
    expect(complaints).toEqual([])
  })

  it('sees the reply grow, token by token, in the newest reply only', async () => {
    await signIn()
    await page.evaluate((reply) => {
      const lengths: number[] = []
      Object.assign(window, { lengths })
      new MutationObserver(() => lengths.push(document.querySelector(reply)?.textContent?.length ?? 0)).observe(
        document.body,
        { childList: true, subtree: true, characterData: true },
      )
    }, REPLY)
    await say(chat.prompt)
    await page.locator(chat.locators.done).waitFor()
    const lengths = await page.evaluate(() => (window as unknown as { lengths: number[] }).lengths)
    expect(new Set(lengths).size).toBeGreaterThan(15)
    expect(lengths).toEqual([...lengths].sort((one, other) => one - other))
    await say('Reply with exactly: second')
    await expectPage(page.locator(REPLY)).toHaveText('second')
    expect(await page.locator('article').count()).toBe(4)
  })

  it('sends with Enter, and sees what was typed as text', async () => {
    await signIn()
    await page.locator(chat.locators.input).fill('<img src=x onerror="document.title=1">')
    await page.keyboard.press('Enter')
    await page.locator(chat.locators.done).waitFor()
    expect(await page.locator('.prompt').textContent()).toContain('<img src=x')
    expect(await page.title()).toBe('Chat · Lumen')
  })

  it('shows that the password is wrong, and what was typed stays', async () => {
    await fillIn()
    await page.locator(PASSWORD_FIELD).fill('wrong')
    await page.locator(login.locators.submit).click()
    await expectPage(page.locator('role=alert')).toHaveText('E-mail address or password is not right.')
    await expectPage(page.locator(login.locators.email)).toHaveValue(SANDBOX_ACCOUNT.email)
  })
})

describe('a broken login in a browser', () => {
  it.each([
    ['500', 500, 'Something went wrong on our side'],
    ['529', 529, 'Something went wrong on our side'],
    ['html', 502, '502 Bad Gateway'],
  ])('with %s loads the page and fails at the submission', async (fault, status, heading) => {
    await running.control.break('login', fault)
    await fillIn()
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.locator(login.locators.submit).click()
    expect((await answered).status()).toBe(status)
    await page.locator(`role=heading[name="${heading}"]`).waitFor()
  })

  it('that resets the connection shows no page of the service', async () => {
    await running.control.break('login', 'reset')
    await fillIn()
    const failed = page.waitForEvent('requestfailed', (request) => request.method() === 'POST')
    await page.locator(login.locators.submit).click()
    expect((await failed).failure()?.errorText).toBe('net::ERR_CONNECTION_RESET')
  })

  it('that redirects to itself gives up', async () => {
    await running.control.break('login', 'redirect-loop')
    await fillIn()
    const failed = page.waitForEvent('requestfailed', (request) => request.isNavigationRequest())
    await page.locator(login.locators.submit).click()
    expect((await failed).failure()?.errorText).toBe('net::ERR_TOO_MANY_REDIRECTS')
  })

  it('that loops leads back to the sign-in page', async () => {
    await running.control.break('login', 'login-loop')
    await fillIn()
    await page.locator(login.locators.submit).click()
    await expectPage(page).toHaveURL('/sign-in?next=%2Fchat')
  })

  it('that drifted works for a person, and not for a script that knows the old names', async () => {
    await running.control.break('login', 'drift')
    await page.goto('/sign-in')
    expect(await page.locator(login.locators.email).count()).toBe(0)
    await page.locator('role=textbox[name="Workspace account"]').fill(SANDBOX_ACCOUNT.email)
    await page.locator('role=textbox[name="Passphrase"]').fill(SANDBOX_ACCOUNT.password)
    await page.locator('role=button[name="Continue"]').click()
    await page.locator(login.locators.signedIn).waitFor()
  })
})

describe('a broken chat in a browser', () => {
  it.each([
    ['500', 'error', 'Something went wrong on our side (500).'],
    ['401', 'error', 'Your session has ended.'],
    ['html-200', 'error', 'does not understand'],
    ['empty-200', 'interrupted', 'The reply stopped early.'],
    ['reset', 'error', 'could not be reached'],
    ['truncated', 'interrupted', 'The reply stopped early.'],
    ['cut', 'error', 'could not be reached'],
    ['no-end', 'interrupted', 'The reply stopped early.'],
    ['malformed', 'error', 'could not be reached'],
    ['overloaded-first', 'error', 'Lumen is over capacity right now.'],
    ['api-error-mid', 'error', 'Something went wrong.'],
  ])('%s ends the reply as %s and says %j', async (fault, state, words) => {
    await signIn()
    await running.control.break('chat', fault)
    await say(chat.prompt)
    await page.locator(`${REPLY}[data-reply-state="${state}"]`).waitFor()
    await expectPage(page.locator(`${REPLY} >> role=alert`)).toContainText(words)
    expect(complaints).toEqual([])
  })

  it.each(['hang', 'stall', 'ping-only'])('%s leaves the reply unfinished', async (fault) => {
    await signIn()
    await running.control.break('chat', fault)
    await say(chat.prompt)
    await page.locator(`${REPLY}[data-reply-state="streaming"]`).waitFor()
    await page.waitForTimeout(400)
    expect(await page.locator(REPLY).getAttribute('data-reply-state')).toBe('streaming')
  })

  it('that drifted answers under other names', async () => {
    await signIn()
    await running.control.break('chat', 'drift')
    await page.reload()
    expect(await page.locator(chat.locators.input).count()).toBe(0)
    await page.locator('role=textbox[name="Ask anything"]').fill('Reply with exactly: fine')
    await page.locator('role=button[name="Go"]').click()
    await page.locator('[data-answer="latest"][data-answer-state="done"]').waitFor()
  })
})

describe('a broken console in a browser', () => {
  it('shows the overview and fails at the keys', async () => {
    await signIn()
    await running.control.break('console', '500')
    await page.goto('/console')
    await page.locator('role=heading[name="Overview"]').waitFor()
    const answered = page.waitForResponse('**/console/keys')
    await page.locator(keys.locators.keysLink).click()
    expect((await answered).status()).toBe(500)
  })

  it('that drifted has the keys, but no table', async () => {
    await signIn()
    await running.control.break('console', 'drift')
    await page.goto('/console/keys')
    await page.locator('role=heading[name="Credentials"]').waitFor()
    expect(await page.locator(keys.locators.keys).count()).toBe(0)
  })
})

describe('the pages', () => {
  it('fit a phone without scrolling sideways, signed out and signed in', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    for (const path of ['/', '/sign-in']) {
      await page.goto(path)
      expect(await overflow(), path).toBeLessThanOrEqual(0)
    }
    await signIn()
    for (const path of ['/chat', '/console', '/console/keys']) {
      await page.goto(path)
      expect(await overflow(), path).toBeLessThanOrEqual(0)
    }
  })
})
