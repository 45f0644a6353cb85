import { spawnSync } from 'node:child_process'
import { PACKAGE_ROOT } from '../../src/core/index.ts'
import { findBrowser, installBrowser } from '../../src/run/index.ts'

/**
 * Child processes that tests start (runner, command line, sandbox) run the built product, as a user's do. Type errors
 * are for `npm run check` to tell; they do not keep the compiler from emitting, nor a single test from being tried.
 * A machine without a browser gets one, by the product's own means.
 */
export default async function setup(): Promise<void> {
  spawnSync('npm', ['run', '--silent', 'build'], { cwd: PACKAGE_ROOT, stdio: 'ignore' })
  const browser = (await findBrowser()) ?? (await installBrowser({ progress: (text) => console.log(text) }))
  console.log(`browser: ${browser.name} ${browser.version} (${browser.path})`)
}
