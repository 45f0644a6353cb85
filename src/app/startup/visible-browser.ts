import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config, Environment } from '../../config/index.ts'
import { MonitorError } from '../../core/index.ts'
import { type BrowserChoice, findBrowser } from '../../run/index.ts'

/** The environment variables by which a browser finds the screen; empty where it needs none. */
export type Display = Readonly<Record<string, string>>

/** Where windows can be shown; undefined where they cannot. */
export function displayIn(environment: Environment, platform: NodeJS.Platform = process.platform): Display | undefined {
  if (platform !== 'linux') return {}
  const { DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR, HOME } = environment
  if (!DISPLAY && !WAYLAND_DISPLAY) return undefined
  // X reads its permission from the home folder by default, and the browser runs with another home.
  const inHome = HOME && existsSync(join(HOME, '.Xauthority')) ? join(HOME, '.Xauthority') : undefined
  const named = { DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR, XAUTHORITY: environment.XAUTHORITY || inHome }
  return Object.fromEntries(Object.entries(named).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/**
 * A browser with a window, and a screen to show it on.
 * @throws MonitorError code `no_display` with `withoutDisplay` as its hint, or `no_browser`
 */
export async function visibleBrowser(
  config: Pick<Config, 'browser'>,
  display: Display | undefined,
  withoutDisplay: string,
): Promise<BrowserChoice> {
  if (!display) {
    throw new MonitorError('no_display', 'this needs a browser window, and this machine has no display', {
      hint: withoutDisplay,
    })
  }
  const browser = await findBrowser({ visible: true, ...(config.browser ? { path: config.browser } : {}) })
  if (browser?.kind === 'full') return browser
  const message = browser
    ? `${browser.path} is a headless shell: it has no window`
    : 'no browser with a window is installed'
  throw new MonitorError('no_browser', message, {
    hint: 'Install Chrome or Chromium ("apt-get install chromium", "npx playwright install chromium"), or set DOORWATCH_BROWSER for this command.',
  })
}
