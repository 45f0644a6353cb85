import type { BrowserChoice } from '../../run/index.ts'
import { type Check, fail, ok, warn } from './check.ts'

/** Is there a browser, and is it the cheap kind. */
export function browserCheck(
  find: (options: { path?: string }) => Promise<BrowserChoice | undefined>,
  configured: string | undefined,
): Check {
  return {
    name: 'browser',
    async run() {
      const browser = await find(configured === undefined ? {} : { path: configured })
      if (!browser) return missing(configured)
      const name = `${browser.name} ${browser.version} (${browser.source})`
      if (browser.kind === 'shell') return ok(name)
      return warn(
        `${name} is a full browser`,
        'It works, at about three times the CPU of a headless shell: npx playwright install --only-shell chromium',
      )
    },
  }
}

function missing(configured: string | undefined) {
  if (configured !== undefined) {
    return fail(
      `no browser runs at ${configured}`,
      'Mend DOORWATCH_BROWSER, or "browser" in the config, or leave it out.',
    )
  }
  return fail(
    'no browser found; login, chat and console cannot be tried',
    'npx playwright install --only-shell chromium, or apt-get install chromium-headless-shell',
  )
}
