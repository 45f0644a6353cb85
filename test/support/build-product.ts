import { spawnSync } from 'node:child_process'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { findBrowser, installBrowser } from '../../src/run/index.ts'

/** Set once the product is built: every project that needs it calls the setup, each with a copy of this module. */
const run = globalThis as { doorwatchIsBuilt?: boolean }

/**
 * Builds the product, once per run, because child processes that tests start (runner, command line, sandbox) run it as a user's do.
 * Type errors do not stop the build: `npm run check` reports them, and a single test can be tried before they are fixed.
 * Installs a browser where the machine has none.
 */
export default async function setup(): Promise<void> {
  if (run.doorwatchIsBuilt) return
  run.doorwatchIsBuilt = true
  spawnSync('npm', ['run', '--silent', 'build'], { cwd: PACKAGE_ROOT, stdio: 'ignore' })
  const browser = (await findBrowser()) ?? (await installBrowser({ progress: (text) => console.log(text) }))
  console.log(`browser: ${browser.name} ${browser.version} (${browser.path})`)
}
