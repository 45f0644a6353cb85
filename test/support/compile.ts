import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Set once per run: each project calls the setup, with a copy of this module. */
const run = globalThis as { doorwatchIsCompiled?: boolean }

/**
 * Compiles `src/` and `dashboards/` to `dist/`, once per run, for the tests to load (compiled-source.ts). Without the types, which
 * `npm run check` judges: a test can be tried before they are right, and the next build checks them.
 * @throws Error where the compiler refuses the source: the tests would run what was compiled earlier
 */
export default function compile(): void {
  if (run.doorwatchIsCompiled) return
  run.doorwatchIsCompiled = true
  const options = { cwd: ROOT, encoding: 'utf8' } as const
  const { status, stdout } = spawnSync('npx', ['tsc', '-p', 'src/tsconfig.json', '--noCheck'], options)
  if (status !== 0) throw new Error(`the source does not compile:\n${stdout}`)
}
