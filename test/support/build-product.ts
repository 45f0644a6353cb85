import { spawnSync } from 'node:child_process'
import compile, { ROOT } from './compile.ts'

/** Set once the product is built: every project that needs it calls the setup, each with a copy of this module. */
const run = globalThis as { doorwatchIsBuilt?: boolean }

/**
 * Builds the product, once per run, because child processes that tests start (runner, command line, sandbox) run it as a user's do.
 * Installs a browser where the machine has none.
 * @throws Error where the source does not compile: the tests would run what was built earlier
 */
export default async function setup(): Promise<void> {
  if (run.doorwatchIsBuilt) return
  run.doorwatchIsBuilt = true
  compile()
  const { status, stderr } = spawnSync(process.execPath, ['src/build.mjs'], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the product cannot be built:\n${stderr}`)
  const { findBrowser, installBrowser } = await import('../../src/run/index.ts')
  const browser = (await findBrowser()) ?? (await installBrowser({ progress: (text) => console.log(text) }))
  console.log(`browser: ${browser.name} ${browser.version} (${browser.path})`)
}
