import { join } from 'node:path'
import type { Browser, BrowserContext } from '@playwright/test'
import { formatDuration, MINUTE, MonitorError, type ProxySettings, type Secret, type Target } from '../../core/index.ts'
import type { BrowserChoice } from '../browser/choice.ts'
import type { SignedInState } from './session-state.ts'
import { captureSession } from './storage.ts'
import { createVault } from './vault.ts'

interface ByHandOptions {
  readonly target: Target
  /** A browser with a window. */
  readonly browser: BrowserChoice
  /** State folder; the session is kept in its `sessions/`, sealed with `key`. */
  readonly stateDir: string
  readonly key: Secret
  /** Time limit for the person, ms. Default: ten minutes. */
  readonly limitMs?: number
  /** How the browser leaves this network. Default: directly. */
  readonly proxy?: ProxySettings
  readonly launch?: (browser: BrowserChoice, proxy?: ProxySettings) => Promise<Browser>
}

/**
 * Opens a window at the sign-in page, waits until a person has signed in, and keeps the session.
 * @returns the path of the session's file
 * @throws MonitorError `not_signed_in` where the person does not, `session_not_kept` where it cannot be written
 */
export async function signInByHand(options: ByHandOptions): Promise<string> {
  const { target, key, stateDir } = options
  const warnings: string[] = []
  const vault = createVault(join(stateDir, 'sessions'), key, (text) => void warnings.push(text))
  // Imported on demand: Playwright takes 70 MB, and the worker imports this module without calling it.
  const launch = options.launch ?? (await import('../browser/launch.ts')).launchVisible
  const browser = await launch(options.browser, options.proxy).catch((cause: unknown) => {
    throw notStarted(options.browser, cause)
  })
  try {
    // The page follows the size of the window.
    const context = await browser.newContext({ viewport: null })
    const session = await waitForPerson(context, target, options.limitMs ?? 10 * MINUTE)
    const file = vault.save(
      { target: target.name, account: target.login?.email ?? '' },
      { ...session, madeAt: Date.now() },
    )
    if (file !== undefined) return file
  } finally {
    await browser.close()
  }
  throw new MonitorError('session_not_kept', warnings.join('; '), {
    hint: 'Make the folder writable, then start again.',
  })
}

/** Waits until a page shows that the person is signed in. @throws MonitorError code `not_signed_in` */
async function waitForPerson(context: BrowserContext, target: Target, limitMs: number): Promise<SignedInState> {
  const { login } = target
  if (!login) throw new Error(`${target.name} has no login door`)
  const page = await context.newPage()
  await page.goto(login.url, { waitUntil: 'commit' }).catch((error: unknown) => {
    // Where the person closed the window while the page loaded, the wait below reports it.
    if (!page.isClosed()) throw notThere(login.url, error)
  })
  try {
    await untilSignedIn(context, login.locators.signedIn, limitMs)
  } catch (cause) {
    const message =
      context.pages().length === 0
        ? 'the window was closed before the sign-in'
        : `no sign-in within ${formatDuration(limitMs)}`
    throw new MonitorError('not_signed_in', message, { hint: 'No session was stored. Start the command again.', cause })
  }
  return captureSession(context)
}

function notStarted({ path }: BrowserChoice, cause: unknown): MonitorError {
  const noScreen = /without having a XServer|Missing X server|cannot open display/i.test(String(cause))
  return new MonitorError('no_browser', noScreen ? 'the display cannot be opened' : `${path} did not start`, {
    hint: noScreen
      ? 'DISPLAY names a screen that does not exist or may not be used. Start the command in a terminal of the desktop.'
      : 'Start it by hand once to see its error, or set DOORWATCH_BROWSER to the path of another browser.',
    cause,
  })
}

function notThere(url: string, cause: unknown): MonitorError {
  const code = /net::(\w+)/.exec(String(cause))?.[1] ?? 'it did not load'
  return new MonitorError('not_signed_in', `there is no page at ${url} (${code})`, {
    hint: 'No session was stored. Check login.url and the network, then start the command again.',
    cause,
  })
}

const CHECK_EVERY_MS = 300

/** Checks every page of the window: a sign-in through an identity provider may open more of them. */
async function untilSignedIn(context: BrowserContext, signedIn: string, limitMs: number): Promise<void> {
  for (const endAt = performance.now() + limitMs; performance.now() < endAt; ) {
    const pages = context.pages()
    if (pages.length === 0) break
    const seen = await Promise.all(
      pages.map((page) =>
        page
          .locator(signedIn)
          .first()
          .isVisible()
          .catch(() => false),
      ),
    )
    if (seen.includes(true)) return
    await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS))
  }
  throw new Error('not signed in')
}
