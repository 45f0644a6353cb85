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

/** Writes the CPU time of a process to its stderr when it ends, ms. */
const REPORTS_CPU = `process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  require('node:fs').writeSync(2, String((user + system) / 1000))
})`

/** CPU time of a program of Node, ms. Time that other programs take is not in it. */
function cpuOf(args: readonly string[], folder: string): number {
  const preload = join(folder, 'reports-cpu.cjs')
  writeFileSync(preload, REPORTS_CPU)
  const { stderr } = spawnSync(process.execPath, ['--require', preload, ...args], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toMatch(/^[\d.]+$/)
  return Number(stderr)
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

  it('answers in little more than the CPU time of a bare start of Node', () => {
    mkdirSync(join(folder, '.doorwatch'), { recursive: true })
    const bot = { primary: 'claude/api', surface: 'claude/api', mode: 'primary', since: 0, incidents: [] }
    const file = { version: 1, at: Date.now(), freshForMs: 6e5, workflows: { 'support bot': bot }, variables: {} }
    writeFileSync(join(folder, '.doorwatch/use.json'), JSON.stringify(file))
    const { stdout, status } = spawnSync(process.execPath, [MAIN, 'use', 'support bot'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect([stdout, status]).toEqual(['claude/api\n', 0])
    // In turns, so that a busy moment of the machine hits both; the smallest of each.
    const tries = Array.from({ length: 7 }, () => [
      cpuOf(['-e', '0'], folder),
      cpuOf([MAIN, 'use', 'support bot'], folder),
    ])
    const [bare = 0, answer = 0] = [0, 1].map((which) => Math.min(...tries.map((pair) => pair[which] ?? 0)))
    expect(bare).toBeGreaterThan(0)
    // The whole command line takes several times a bare start; the aim is 50 ms on top of one.
    expect(answer - bare).toBeLessThan(Math.max(50, bare))
  })

  it('loads nothing but Node for that', () => {
    const heavy = ['commander', 'zod', 'kysely', 'hono', 'esbuild', 'node:http', 'better-sqlite3', 'playwright']
    expect(pathTo(PACKAGE_ROOT, 'src/cli/main.ts', heavy, 'start')).toBeUndefined()
    expect(pathTo(PACKAGE_ROOT, 'src/cli/main.ts', ['commander'])).toBeDefined()
  })
})
