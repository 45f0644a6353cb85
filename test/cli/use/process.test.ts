import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT, PRODUCT_FOLDER } from '../../../src/package/index.ts'
import { folderWith } from '../../config/kit.ts'
import { command } from '../../support/command.ts'
import { pathTo } from '../../unit/select.ts'

const CONFIG = `import { claude, defineConfig, env, stop, workflow } from 'doorwatch'
  export default defineConfig({
    targets: [claude({ key: env('KEY') })],
    workflows: [workflow('support bot', {
      people: 2, rate: { amount: 90, currency: 'GBP' }, hours: 'Mo-Fr 09:00-18:00 Europe/London',
      uses: ['claude/api'], fallback: stop({ protects: 'customers' }),
    })],
  })`

const MAIN = join(PRODUCT_FOLDER, 'cli/main.js')

/** How long a program of Node takes, the fastest of several tries, ms. */
function fastest(args: readonly string[], cwd: string): number {
  const times = Array.from({ length: 7 }, () => {
    const begunAt = performance.now()
    expect(spawnSync(process.execPath, args, { cwd }).error).toBeUndefined()
    return performance.now() - begunAt
  })
  return Math.min(...times)
}

describe('doorwatch use as a process', () => {
  const folder = folderWith({ 'doorwatch.config.ts': CONFIG })
  const environment = { KEY: 'k', PATH: process.env.PATH ?? '' }

  it('names the primary from the configuration before a worker has written anything', async () => {
    const answer = await command(folder, ['use', 'support bot', '--env'], environment)
    expect(answer).toMatchObject({ code: 3, stderr: expect.stringContaining('no worker has written yet') })
    expect(answer.stdout).toContain("export DOORWATCH_USE='claude/api'\nexport DOORWATCH_MODE='stale'\n")
    expect(answer.stdout).toContain("export DOORWATCH_KEY_VARIABLE='KEY'")
  })

  it('refuses a workflow that the plan does not have, and prints nothing a shell could use', async () => {
    expect(await command(folder, ['use', 'suport bot'], environment)).toMatchObject({
      ...{ code: 2, stdout: '', stderr: expect.stringContaining('Did you mean "support bot"?') },
    })
  })

  it('answers in little more than the time of a bare start of Node', () => {
    mkdirSync(join(folder, '.doorwatch'), { recursive: true })
    const bot = { primary: 'claude/api', surface: 'claude/api', mode: 'primary', since: 0, incidents: [] }
    const file = { version: 1, at: Date.now(), freshForMs: 6e5, workflows: { 'support bot': bot }, variables: {} }
    writeFileSync(join(folder, '.doorwatch/use.json'), JSON.stringify(file))
    const { stdout, status } = spawnSync(process.execPath, [MAIN, 'use', 'support bot'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect([stdout, status]).toEqual(['claude/api\n', 0])
    const bare = fastest(['-e', '0'], folder)
    const answer = fastest([MAIN, 'use', 'support bot'], folder)
    // The whole command line takes several times a bare start; the aim is 50 ms on top of one.
    expect(answer - bare).toBeLessThan(Math.max(50, bare))
  })

  it('loads nothing but Node for that', () => {
    const heavy = ['commander', 'zod', 'kysely', 'hono', 'esbuild', 'node:http', 'better-sqlite3', 'playwright']
    expect(pathTo(PACKAGE_ROOT, 'src/cli/main.ts', heavy, 'start')).toBeUndefined()
    expect(pathTo(PACKAGE_ROOT, 'src/cli/main.ts', ['commander'])).toBeDefined()
  })
})
