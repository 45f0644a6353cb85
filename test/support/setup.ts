import { execFileSync } from 'node:child_process'
import { PACKAGE_ROOT } from '../../src/core/index.ts'

/** Child processes that tests start (runner, command line, sandbox) run the built product, as a user's do. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: PACKAGE_ROOT, stdio: 'inherit' })
}
