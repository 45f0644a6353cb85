import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Kit, siteTarget, startKit, tempFolder, useKit, writeProbes } from '../engine-kit.ts'

const folder = tempFolder()

const GOOD = "await step('open', () => page.goto(target.console.url)); await expect(page.locator('h1')).toBeVisible()"
const options = (text: string) => `import { browserProbe, expect } from 'doorwatch/probe'
export default browserProbe({ ${text} }, async ({ step }) => { await step('look', () => expect(1).toBe(1)) })`

const FILES: Readonly<Record<string, string>> = {
  good: GOOD,
  throws: "throw new Error('no such thing')\nexport default 1",
  syntax: 'export default browserProbe({',
  number: 'export default 42',
  loops: 'for (;;);\nexport default 1',
  leaves: 'process.exit(3)\nexport default 1',
  hangs: 'await new Promise(() => {})\nexport default 1',
  // As the system kills a process when memory runs short.
  dies: "process.kill(process.pid, 'SIGKILL')\nexport default 1",
  'dies-once': `import { existsSync, writeFileSync } from 'node:fs'
import { browserProbe, expect } from 'doorwatch/probe'
const mark = ${JSON.stringify(join(folder, 'died'))}
if (!existsSync(mark)) {
  writeFileSync(mark, '')
  process.kill(process.pid, 'SIGKILL')
}
export default browserProbe({ name: 'dies-once', surface: 'console', every: '1m', timeout: '30s' },
  async ({ step }) => { await step('look', () => expect(1).toBe(1)) })`,
  'no-step': 'await page.goto(target.console.url); await expect(page.locator("h1")).toBeVisible()',
  'no-expectation': "await step('open', () => page.goto(target.console.url))",
  hasty: options("name: 'hasty', surface: 'console', every: '10s', timeout: '30s'"),
  twin: options("name: 'good', surface: 'console', every: '1m', timeout: '30s'"),
  lost: options("name: 'lost', surface: 'garden', every: '1m', timeout: '30s'"),
  phone: options("name: 'phone', surface: 'console', every: '1m', timeout: '30s', device: 'Pixel 77'"),
  typo: options("name: 'typo', surface: 'console', every: '1m', timeout: '30s', sesion: 'fresh'"),
  helped: `import { browserProbe, expect, type BrowserArguments } from 'doorwatch/probe'
async function look({ step }: Pick<BrowserArguments<'console'>, 'step'>) { await step('look', () => expect(1).toBe(1)) }
export default browserProbe({ name: 'helped', surface: 'console', every: '1m', timeout: '30s' }, async (args) => { await look(args) })`,
  several: `import { browserProbe, expect } from 'doorwatch/probe'
const one = (name: string) => browserProbe({ name, surface: 'console', every: '1m', timeout: '30s' },
  async ({ step }) => { await step('look', () => expect(1).toBe(1)) })
export default ['first', 'second'].map(one)`,
  // Looks as if it called a function of the file that makes the step, and calls something else.
  outside: `import { browserProbe, expect } from 'doorwatch/probe'
const options = (name: string) => ({ name, surface: 'console', every: '1m', timeout: '30s' })
export default [
  browserProbe(options('whole'), async ({ step }) => { await step('look', () => expect(1).toBe(1)) }),
  browserProbe(options('hollow'), async ({ page, target }) => { await page.goto(target.console.url); expect(1).toBe(1) }),
]`,
}

const kit = useKit(() =>
  startKit({
    folder,
    files: [...writeProbes(folder, FILES), join(folder, 'missing.probe.ts')],
    targets: [siteTarget('http://127.0.0.1:9/')],
    more: { browser: undefined, loadLimitMs: 7_000 },
  }),
)

function problemOf({ problems }: Kit, file: string) {
  const fileProblems = problems.filter(({ source }) => basename(source) === `${file}.probe.ts`)
  expect(fileProblems, file).toHaveLength(1)
  return fileProblems[0]
}

describe('loading probe files', () => {
  it('loads the good ones whatever is wrong with the others', () => {
    expect(kit().plans.map(({ probe }) => probe)).toEqual(['good', 'dies-once', 'helped', 'first', 'second', 'whole'])
    expect(kit().plans[0]).toMatchObject({
      target: 'site',
      surface: 'console',
      kind: 'browser',
      cadence: { every: 60_000 },
      timeoutMs: 8_000,
      file: join(folder, 'good.probe.ts'),
    })
  })

  it('names the line of a file that throws', () => {
    expect(problemOf(kit(), 'throws')).toMatchObject({ got: 'it threw: no such thing' })
    expect(problemOf(kit(), 'throws')?.hint).toContain('throws.probe.ts:1:')
  })

  it('names the place of a syntax error', () => {
    expect(problemOf(kit(), 'syntax')).toMatchObject({
      path: '1:30',
      expected: 'a file that can be read as TypeScript',
    })
  })

  it('reports a file that exports something else', () => {
    expect(problemOf(kit(), 'number')).toMatchObject({ path: 'default export', got: 'number' })
  })

  it('survives a file that never comes back from being loaded', () => {
    expect(problemOf(kit(), 'loops')?.got).toContain('its event loop was blocked')
  })

  it('survives a file whose top-level await never settles', () => {
    expect(problemOf(kit(), 'hangs')).toMatchObject({
      got: 'it does not finish loading: it did not finish within 7.0 s',
      hint: expect.stringContaining('top-level await'),
    })
  })

  it('loads again when the runner is killed meanwhile, and leaves a file out under which it is always killed', () => {
    expect(kit().plans.map(({ probe }) => probe)).toContain('dies-once')
    expect(problemOf(kit(), 'dies')?.got).toContain('SIGKILL')
  })

  it('survives a file that ends the process', () => {
    expect(problemOf(kit(), 'leaves')?.got).toContain('exit code 3')
  })

  it('refuses a probe without a step, and one without an expectation, with what to write', () => {
    expect(problemOf(kit(), 'no-step')).toMatchObject({ path: 'body', expected: 'at least one step' })
    expect(problemOf(kit(), 'no-step')?.hint).toContain('await step(')
    expect(problemOf(kit(), 'no-expectation')).toMatchObject({ path: 'body', expected: 'at least one expectation' })
    expect(problemOf(kit(), 'outside')).toMatchObject({ path: 'body', expected: 'at least one step' })
  })

  it('refuses a probe that is due again before it may end', () => {
    expect(problemOf(kit(), 'hasty')).toMatchObject({
      path: 'every',
      expected: 'longer than the timeout (30 s)',
      got: '10 s',
    })
  })

  it('refuses a name that another file uses, and names that file', () => {
    expect(problemOf(kit(), 'twin')).toMatchObject({
      path: 'name',
      expected: 'a name that no other probe has',
      got: 'good',
    })
    expect(problemOf(kit(), 'twin')?.hint).toContain('good.probe.ts')
  })

  it('refuses a surface that is no door and does not say which doors it uses', () => {
    expect(problemOf(kit(), 'lost')).toMatchObject({ path: 'surface', got: 'garden' })
    expect(problemOf(kit(), 'lost')?.hint).toContain('needs:')
  })

  it('refuses a device that Playwright does not know, and an option that is none, with the nearest', () => {
    expect(problemOf(kit(), 'phone')).toMatchObject({
      path: 'device',
      got: 'Pixel 77',
      hint: 'Did you mean "Pixel 7"?',
    })
    expect(problemOf(kit(), 'typo')).toMatchObject({ path: 'sesion', hint: 'Did you mean "session"?' })
  })

  it('reports a missing file', () => {
    expect(problemOf(kit(), 'missing')?.got).toMatch(/missing\.probe\.ts|not resolve/)
  })

  it('refuses to run a probe that was not loaded', async () => {
    const request = {
      target: 'site',
      surface: 'console',
      probe: 'goood',
      location: 'test',
      scheduledAt: 0,
      evidence: false,
    }
    await expect(kit().engine.run({ ...request, trigger: 'manual' })).rejects.toMatchObject({
      code: 'unknown_probe',
      hint: expect.stringContaining('site/good'),
    })
  })

  it('reports an error for a browser probe where no browser is installed', async () => {
    expect(await kit().run('good')).toMatchObject({
      outcome: 'error',
      failure: { class: 'browser_crash', blame: 'probe', message: 'there is no browser' },
    })
  })
})

describe('bundled probes', () => {
  it('lie in the state folder, and a changed file is loaded again', async () => {
    const stateDir = tempFolder()
    const [file = ''] = writeProbes(stateDir, { changing: GOOD })
    const first = await startKit({
      folder: stateDir,
      files: [file],
      targets: [siteTarget('http://127.0.0.1:9/')],
      more: { browser: undefined },
    })
    await first.engine.stop()
    writeFileSync(file, options("name: 'changed', surface: 'console', every: '2m', timeout: '30s'"))
    const second = await startKit({
      folder: stateDir,
      files: [file],
      targets: [siteTarget('http://127.0.0.1:9/')],
      more: { browser: undefined },
    })
    await second.engine.stop()
    expect(second.plans.map(({ probe, cadence }) => [probe, cadence])).toEqual([['changed', { every: 120_000 }]])
  })
})
