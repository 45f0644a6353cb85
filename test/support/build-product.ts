import { spawnSync } from 'node:child_process'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { findBrowser, installBrowser } from '../../src/run/index.ts'

/**
 * Builds the product, because child processes that tests start (runner, command line, sandbox) run it as a user's do.
 * Type errors do not stop the build: `npm run check` reports them, and a single test can be tried before they are fixed.
 * Installs a browser where the machine has none.
 */
export default async function setup(): Promise<void> {
  spawnSync('npm', ['run', '--silent', 'build'], { cwd: PACKAGE_ROOT, stdio: 'ignore' })
  const browser = (await findBrowser()) ?? (await installBrowser({ progress: (text) => console.log(text) }))
  console.log(`browser: ${browser.name} ${browser.version} (${browser.path})`)
}
