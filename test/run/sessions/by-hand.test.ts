import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Secret, type Target } from '../../../src/core/index.ts'
import { launchVisible } from '../../../src/run/browser/launch.ts'
import { findBrowser, signInByHand } from '../../../src/run/index.ts'
import { SANDBOX_ACCOUNT } from '../../../src/sandbox/index.ts'
import { HAS_DISPLAY, startDisplay } from '../../support/display.ts'
import { doorwatch, newFolder } from '../../support/product.ts'
import { newStateDir, type OpenSandbox, openLab, openSandbox, targetOf } from './kit.ts'

const KEY = 'a long enough key of the environment'
let sandbox: OpenSandbox

beforeAll(async () => {
  sandbox = await openSandbox()
})
afterAll(() => sandbox.stop())

/** Signs in by hand; `person` gets the window, which has no frame here: this machine may have no display. */
async function byHand(target: Target, stateDir: string, person: (browser: Browser) => Promise<void>, limitMs = 20_000) {
  const browser = await findBrowser()
  if (!browser) throw new Error('no browser')
  const launch = async () => {
    const launched = await chromium.launch({ executablePath: browser.path, chromiumSandbox: process.getuid?.() !== 0 })
    void person(launched).catch(() => {})
    return launched
  }
  return signInByHand({ target, browser, stateDir, key: new Secret('DOORWATCH_KEY', KEY), limitMs, launch })
}

async function firstPage(browser: Browser) {
  for (;;) {
    const page = browser.contexts()[0]?.pages()[0]
    if (page?.url().startsWith('http')) return page
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe('a person who signs in by hand', () => {
  it('leaves a session that the probes go in with', async () => {
    const stateDir = newStateDir()
    const target = targetOf(sandbox, { kind: 'manual' })
    const file = await byHand(target, stateDir, async (browser) => {
      const page = await firstPage(browser)
      await page.getByLabel('Email').fill(SANDBOX_ACCOUNT.email)
      await page.getByLabel('Password').fill(SANDBOX_ACCOUNT.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
    })
    expect(file).toBe(join(stateDir, 'sessions/sandbox.session'))
    const lab = await openLab({ target, stateDir, key: KEY })
    expect((await lab.run('session')).outcome).toBe('passed')
    expect((await lab.run('chat')).outcome).toBe('passed')
  })

  it.skipIf(!HAS_DISPLAY)('sees a window as large as the screen lets it be', async () => {
    const display = await startDisplay()
    vi.stubEnv('DISPLAY', display.name)
    const browser = await findBrowser({ visible: true })
    if (!browser) throw new Error('no browser with a window')
    let framed: boolean | undefined
    const launch = async () => {
      const launched = await launchVisible(browser)
      void (async () => {
        const page = await firstPage(launched)
        framed = await page.evaluate(() => window.outerHeight > window.innerHeight)
        await page.getByLabel('Email').fill(SANDBOX_ACCOUNT.email)
        await page.getByLabel('Password').fill(SANDBOX_ACCOUNT.password)
        await page.getByRole('button', { name: 'Sign in' }).click()
      })().catch(() => {})
      return launched
    }
    const key = new Secret('DOORWATCH_KEY', KEY)
    try {
      const target = targetOf(sandbox, { kind: 'manual' })
      await signInByHand({ target, browser, stateDir: newStateDir(), key, limitMs: 20_000, launch })
      expect(framed).toBe(true)
    } finally {
      vi.unstubAllEnvs()
      display.stop()
    }
  })

  it('gets an error that names the cause where the page or the window does not open', async () => {
    const target = targetOf(sandbox, { kind: 'manual' })
    const away = { ...target, login: { ...target.login, url: 'http://127.0.0.1:1/login' } } as Target
    await expect(byHand(away, newStateDir(), async () => {})).rejects.toMatchObject({
      message: 'there is no page at http://127.0.0.1:1/login (ERR_UNSAFE_PORT)',
      hint: expect.stringContaining('login.url'),
    })
    const browser = { path: '/bin/false', kind: 'full', name: 'None', version: '1', source: 'test' } as const
    const key = new Secret('DOORWATCH_KEY', KEY)
    await expect(signInByHand({ target, browser, stateDir: newStateDir(), key })).rejects.toMatchObject({
      code: 'no_browser',
      message: '/bin/false did not start',
    })
  })

  it('can close the window, and no session is stored', async () => {
    const done = byHand(targetOf(sandbox, { kind: 'manual' }), newStateDir(), async (browser) => {
      await (await firstPage(browser)).close()
    })
    await expect(done).rejects.toThrow('the window was closed')
  })

  it('has a time limit', async () => {
    const done = byHand(targetOf(sandbox, { kind: 'manual' }), newStateDir(), async () => {}, 600)
    await expect(done).rejects.toThrow('no sign-in within 600 ms')
  })
})

describe('doorwatch signin', () => {
  const folder = newFolder('signin')
  writeFileSync(
    join(folder, 'doorwatch.config.ts'),
    `export default { sandbox: false, targets: [{ name: 'claude', login: { url: 'https://claude.example/login', email: 'robin@team.example',
      strategy: { kind: 'manual' }, locators: { email: '#e', submit: '#s', signedIn: '#in', signOut: '#out', signedOut: '#s' } } }] }`,
  )
  const key = { DOORWATCH_KEY: KEY }

  it.each([
    ['without a key', 'claude', {}, /DOORWATCH_KEY is not set[\s\S]*openssl rand/],
    ['without a display', 'claude', key, /has no display[\s\S]*claude\.session/],
    ['for a target that is not there', 'clade', key, /no target "clade"[\s\S]*claude/],
    ['with a key that is too short', 'claude', { DOORWATCH_KEY: 'short' }, /DOORWATCH_KEY: expected/],
  ])('%s says what is missing and what to do', async (_what, target, environment, words) => {
    const ended = await doorwatch(folder, ['signin', target], environment)
    expect(ended.stderr).toMatch(words)
    expect(ended.stderr).not.toContain(KEY)
    expect(ended.code).toBe(2)
  })
})
