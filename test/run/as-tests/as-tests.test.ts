import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { useSandbox } from '../../sandbox/support.ts'
import { newFolder } from '../../support/folder.ts'

const running = useSandbox()

interface Tested {
  readonly title: string
  readonly error: string | undefined
}

/** `npx playwright test …` in a folder, with the sandbox of this file. */
function playwrightTest(folder: string, words: readonly string[] = []): Promise<readonly Tested[]> {
  const { PATH, HOME, LANG } = process.env
  const env = { PATH, HOME, LANG, DOORWATCH_SANDBOX_URL: running.sandbox.url }
  const cli = join(PACKAGE_ROOT, 'node_modules/@playwright/test/cli.js')
  const output = join(folder, 'results')
  const args = ['test', '-c', join(PACKAGE_ROOT, 'playwright.config.ts'), '--reporter=json', `--output=${output}`]
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [cli, ...args, ...words],
      { cwd: folder, env, maxBuffer: 2 ** 24 },
      (_error, stdout, stderr) => {
        try {
          const report = JSON.parse(stdout) as Suite & { readonly errors: readonly { readonly message: string }[] }
          expect(report.errors).toEqual([])
          resolve(testsOf(report))
        } catch {
          reject(new Error(`${stdout}\n${stderr}`))
        }
      },
    )
  })
}

interface Suite {
  readonly suites?: readonly Suite[]
  readonly specs?: readonly {
    readonly title: string
    readonly tests: readonly { readonly results: readonly { readonly error?: { readonly message: string } }[] }[]
  }[]
}

function testsOf({ suites = [], specs = [] }: Suite): readonly Tested[] {
  const results = specs.map(({ title, tests }) => ({ title, error: tests[0]?.results[0]?.error?.message }))
  return [...results, ...suites.flatMap(testsOf)]
}

// Each starts Playwright's runner, which compiles the probes: on a busy machine that takes minutes.
describe('the probes as ordinary Playwright tests', { timeout: 300_000 }, () => {
  it('are one test for each probe of each door, and pass', async () => {
    const tests = await playwrightTest(newFolder('as-tests'))
    const names = ['api', 'api-methods', 'chat', 'cli', 'console', 'login', 'mobile', 'session']
    expect(tests.toSorted((a, b) => a.title.localeCompare(b.title))).toEqual(
      names.map((name) => ({ title: `sandbox/${name}`, error: undefined })),
    )
  })

  it('fail in words of what went wrong, whatever kind of probe it is', async () => {
    for (const door of ['api', 'cli', 'console'] as const) await running.control.break(door, '529')
    const tests = await playwrightTest(newFolder('as-tests'), ['--grep', 'sandbox/(api|cli|console)$'])
    expect(Object.fromEntries(tests.map(({ title, error }) => [title, error]))).toEqual({
      'sandbox/api': expect.stringContaining('529'),
      'sandbox/cli': expect.stringContaining('529'),
      'sandbox/console': expect.stringContaining('keys'),
    })
  })

  it('are those of the configuration in the folder', async () => {
    const folder = newFolder('as-tests')
    mkdirSync(join(folder, 'extra'))
    const config = `import { defineConfig } from 'doorwatch'
      export default defineConfig({ sandbox: true, probes: ['extra'], schedule: { 'sandbox/*': { off: true }, 'sandbox/extra': { off: false } } })`
    const probe = `import { apiProbe, expect } from 'doorwatch/probe'
      export default apiProbe({ name: 'extra', surface: 'api', every: '5m', timeout: '20s' }, async ({ http, step, target }) => {
        const reply = await step('ask', () => http.request(target.api.url))
        await step('read', () => expect(reply.status).toBe(200))
      })`
    writeFileSync(join(folder, 'doorwatch.config.ts'), config)
    writeFileSync(join(folder, 'extra', 'extra.probe.ts'), probe)
    expect(await playwrightTest(folder)).toEqual([{ title: 'sandbox/extra', error: undefined }])
  })
})
