import { spawnSync } from 'node:child_process'
import { PACKAGE_ROOT } from '../../src/core/index.ts'

/**
 * Child processes that tests start (runner, command line, sandbox) run the built product, as a user's do. Type errors
 * are for `npm run check` to tell; they do not keep the compiler from emitting, nor a single test from being tried.
 */
export default function setup(): void {
  spawnSync('npm', ['run', '--silent', 'build'], { cwd: PACKAGE_ROOT, stdio: 'ignore' })
}
