import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { defined } from '../../../src/core/index.ts'
import { isAlive, treeOf } from '../../../src/run/process/process-tree.ts'
import { siteTarget, sleep, startKit, tempFolder, useKit, writeProbes } from '../engine-kit.ts'
import { html, useSite } from '../fixture-site.ts'

const folder = tempFolder()
const site = useSite({ '/dwell': (_request, response) => html(response, '<h1>Hello</h1>') })

const HELLO =
  "await step('open', () => page.goto(target.console.url)); await expect(page.locator('h1')).toHaveText('Hello')"

const BODIES = {
  calm: HELLO,
  // Long enough under way to be caught in what others do to the runner.
  patient: `await step('dwell', () => page.waitForTimeout(2_500)); ${HELLO}`,
  loop: "await step('spin', () => { for (;;); }); expect(1).toBe(1)",
  exit: "await step('leave', () => { process.exit(7) }); expect(1).toBe(1)",
  // On a slow machine it takes many seconds until the memory is used up.
  leak: `import { browserProbe, expect } from 'doorwatch/probe'
    export default browserProbe(
      { name: 'leak', surface: 'console', every: '5m', timeout: '100s', stepTimeout: '90s' },
      async ({ step }) => {
        await step('hoard', async () => {
          const hoard: unknown[] = []
          for (;;) { hoard.push(Array.from({ length: 100_000 }, () => ({}))); await new Promise((r) => setImmediate(r)) }
        })
        expect(1).toBe(1)
      },
    )`,
  never: `await step('open', () => page.goto(new URL('/never', target.console.url).href)); expect(1).toBe(1)`,
  deaf: `await step('open', async () => { for (;;) await page.goto(new URL('/never', target.console.url).href).catch(() => {}) })
    expect(1).toBe(1)`,
  afterthought: `setTimeout(() => { throw new Error('too late') }, 50); void Promise.reject(new Error('unheard')); ${HELLO}`,
  nothing: `if (Date.now() === 0) { await step('never', () => {}); expect(1).toBe(1) }`,
  dwell: `await step('arrive', () => page.goto(new URL('/dwell', target.console.url).href))
    await step('dwell', () => page.waitForTimeout(6_000)); expect(1).toBe(1)`,
}

/** Starts a run of `dwell`; gives it once it is under way. */
async function dwelling(signal?: AbortSignal) {
  const hits = () => site().hits.get('/dwell') ?? 0
  const before = hits()
  const run = kit().run('dwell', defined({ signal }))
  await expect.poll(hits).toBe(before + 1)
  return { run }
}

const kit = useKit(() => startKit({ folder, files: writeProbes(folder, BODIES), targets: [siteTarget(site().url)] }))

afterEach(async () => {
  // Whatever a test did, the next probe is measured.
  expect(await kit().run('calm')).toMatchObject({ outcome: 'passed' })
})

describe('a probe that misbehaves', () => {
  it('loses only its own result when it blocks the process', async () => {
    const patient = kit().run('patient')
    await sleep(300)
    const loop = await kit().run('loop')
    expect(loop).toMatchObject({ outcome: 'error', failure: { class: 'probe_error', blame: 'probe' } })
    expect(loop.failure?.message).toContain('the probe blocked its process')
    expect(await patient).toMatchObject({ outcome: 'passed' })
  })

  it('runs alone once it has blocked the process, so that other runs are unaffected', async () => {
    expect(kit().engine.health().quarantined).toEqual(['site/loop'])
    const { lost } = kit().engine.health()
    const loop = kit().run('loop')
    expect(await kit().run('patient')).toMatchObject({ outcome: 'passed' })
    expect(await loop).toMatchObject({ outcome: 'error' })
    expect(kit().engine.health().lost).toBe(lost)
  })

  it('is an error when it ends the process', async () => {
    const result = await kit().run('exit')
    expect(result).toMatchObject({ outcome: 'error', failure: { class: 'probe_error' } })
    expect(result.failure?.message).toContain('exit code 7')
  })

  it('is an error when it uses up the memory', async () => {
    const patient = kit().run('patient')
    const result = await kit().run('leak')
    expect(result).toMatchObject({ outcome: 'error', failure: { class: 'probe_error' } })
    expect(result.failure?.message).toMatch(/out of memory|too much memory|blocked/)
    expect(await patient).toMatchObject({ outcome: 'passed' })
  })

  it('fails at the step whose page never loads, within its time, while others go on', async () => {
    const begun = performance.now()
    const never = kit().run('never')
    expect(await kit().run('calm')).toMatchObject({ outcome: 'passed' })
    const calmAfter = performance.now() - begun
    const result = await never
    expect(result).toMatchObject({
      outcome: 'failed',
      failure: { class: 'timeout', blame: 'provider', step: 'open', message: 'no answer within 5 s' },
    })
    expect(calmAfter).toBeLessThan(performance.now() - begun)
  })

  it('is ended by its deadline when it swallows every error', async () => {
    const result = await kit().run('deaf')
    expect(result).toMatchObject({ outcome: 'failed', failure: { class: 'timeout', step: 'open' } })
    expect(result.durationMs).toBeLessThan(10_000)
  })

  it('harms no other run by an error thrown after its end', async () => {
    const { runner } = kit().engine.health()
    expect(await kit().run('afterthought')).toMatchObject({ outcome: 'passed' })
    await sleep(200)
    expect(kit().engine.health().runner).toBe(runner)
  })

  it('is an error when it ran no step and expected nothing', async () => {
    const result = await kit().run('nothing')
    expect(result.outcome).toBe('error')
    expect(result.failure?.message).toContain('measured nothing')
  })
})

describe('a process that is killed', () => {
  it('makes the run under way an error of this machine, and the next run starts in a new runner', async () => {
    const { runner } = kit().engine.health()
    const { run } = await dwelling()
    process.kill(runner ?? 0, 'SIGKILL')
    const result = await run
    expect(result).toMatchObject({ outcome: 'error', failure: { class: 'probe_error', blame: 'ours' } })
    expect(result.failure?.message).toBe('the runner process was killed by SIGKILL, not by the probe')
    expect(kit().engine.health().quarantined).not.toContain('site/dwell')
  })

  it('costs the run its result when it is the browser, and the next one finds a new browser', async () => {
    const { runner = 0 } = kit().engine.health()
    const { run } = await dwelling()
    process.kill(browserOf(runner), 'SIGKILL')
    const message = 'the browser was killed by SIGKILL, not by the probe'
    expect(await run).toMatchObject({ outcome: 'error', failure: { class: 'browser_crash', blame: 'ours', message } })
    expect(isAlive(runner)).toBe(true)
  })
})

/** The browser itself: not the script that may have started it, and none of its helpers. */
function browserOf(runner: number): number {
  const browserPid = treeOf(runner).find((pid) => {
    const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return /chrom|headless/i.test(program) && !args.some((arg) => arg.startsWith('--type='))
  })
  if (browserPid === undefined) throw new Error('there is no browser')
  return browserPid
}

describe('a run that is interrupted', () => {
  it('ends at once, as interrupted', async () => {
    const interrupt = new AbortController()
    const { run } = await dwelling(interrupt.signal)
    const begun = performance.now()
    interrupt.abort()
    expect(await run).toMatchObject({ outcome: 'error', failure: { class: 'interrupted', blame: 'ours' } })
    expect(performance.now() - begun).toBeLessThan(5_500)
  })
})
