import { defined } from '../../core/index.ts'
import type { BrowserChoice } from '../../run/index.ts'
import { type Check, fail, ok, warn } from './check.ts'

/** Checks that a browser runs, and that it is a headless shell, which needs a third of the CPU. */
export function browserCheck(
  find: (options: { path?: string }) => Promise<BrowserChoice | undefined>,
  configured: string | undefined,
): Check {
  return {
    name: 'browser',
    async run() {
      const browser = await find(defined({ path: configured }))
      if (!browser) return missing(configured)
      const name = `${browser.name} ${browser.version} (${browser.source})`
      if (browser.kind === 'shell') return ok(name)
      return warn(
        `${name} is a full browser`,
        'It needs about three times the CPU of a headless shell. Install that: npx playwright install --only-shell chromium',
      )
    },
  }
}

function missing(configured: string | undefined) {
  if (configured !== undefined) {
    return fail(
      `${configured} does not run as a browser`,
      'Correct the path in DOORWATCH_BROWSER (or "browser" in the config), or remove it so that Doorwatch looks for a browser.',
    )
  }
  return fail(
    'no browser found: probes of login, chat and console cannot run',
    'Install one: npx playwright install --only-shell chromium, or apt-get install chromium-headless-shell',
  )
}
