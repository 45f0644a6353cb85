import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { findBrowser, installBrowser } from '../../src/run/index.ts'

/**
 * Child processes that tests start (runner, command line, sandbox) run the built product, as a user's do. Type errors
 * are for `npm run check` to tell; they do not keep the compiler from emitting, nor a single test from being tried.
 * A machine without a browser gets one, by the product's own means. Whatever tests leave in the folder for temporary
 * files goes with them; its name is short, because the path of a socket may not be long.
 */
export default async function setup(): Promise<() => void> {
  spawnSync('npm', ['run', '--silent', 'build'], { cwd: PACKAGE_ROOT, stdio: 'ignore' })
  const browser = (await findBrowser()) ?? (await installBrowser({ progress: (text) => console.log(text) }))
  console.log(`browser: ${browser.name} ${browser.version} (${browser.path})`)
  const folder = mkdtempSync(join(tmpdir(), 'dw-'))
  // Some tests have another user in it.
  chmodSync(folder, 0o1777)
  process.env.TMPDIR = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
