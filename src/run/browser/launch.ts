import { type Browser, chromium, type LaunchOptions } from '@playwright/test'
import { DIRECT, defined, type ProxySettings } from '../../core/index.ts'
import type { Look } from './browser-options.ts'
import type { BrowserChoice } from './choice.ts'
import { FULL_BROWSER_DISABLED_FEATURES } from './features.ts'
import { browserProxy } from './proxy.ts'

const LAUNCH_LIMIT_MS = 20_000

/** A page that leaks reaches its heap limit before it uses up the machine's memory. */
const COMMON_FLAGS = ['--js-flags=--max-old-space-size=512']

/**
 * Starts the browser, in Chromium's sandbox where this user is not root and the system allows it.
 * @throws Playwright's error where it does not start
 */
export async function launchBrowser(
  choice: BrowserChoice,
  {
    asRoot,
    look,
    proxy = DIRECT,
  }: { readonly asRoot: boolean; readonly look?: Look | undefined; readonly proxy?: ProxySettings },
): Promise<Browser> {
  const options = { ...launchOptions(choice, proxy), headless: !look?.headed, slowMo: look?.slowMoMs ?? 0 }
  if (asRoot) return chromium.launch({ ...options, chromiumSandbox: false })
  try {
    return await chromium.launch({ ...options, chromiumSandbox: true })
  } catch (error) {
    if (!/sandbox/i.test(String(error))) throw error
    return chromium.launch({ ...options, chromiumSandbox: false })
  }
}

/** Starts the browser with a window, for a person to use. @throws Playwright's error where it does not start */
export function launchVisible(choice: BrowserChoice, settings: ProxySettings = DIRECT): Promise<Browser> {
  const asRoot = process.getuid?.() === 0
  const { args, proxy } = browserProxy(settings)
  const route = { args: [...args], ...defined({ proxy }) }
  return chromium.launch({ executablePath: choice.path, headless: false, chromiumSandbox: !asRoot, ...route })
}

/** Without Playwright's signal handlers, which would end the runner: only the supervisor ends it. */
function launchOptions(choice: BrowserChoice, settings: ProxySettings = DIRECT): LaunchOptions {
  const flags = choice.kind === 'full' ? [...COMMON_FLAGS, FULL_BROWSER_DISABLED_FEATURES] : COMMON_FLAGS
  const { args, proxy } = browserProxy(settings)
  return {
    executablePath: choice.path,
    args: [...flags, ...args],
    ...defined({ proxy }),
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: LAUNCH_LIMIT_MS,
  }
}
