import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { isAlive, treeOf } from '../../../src/run/process/process-tree.ts'
import { untilGone } from '../../support/product.ts'
import { siteTarget, sleep, startKit, tempFolder, writeProbes } from '../engine-kit.ts'
import { useSite } from '../fixture-site.ts'

const folder = tempFolder()
const site = useSite({})

/** The file that a looping probe writes just before it blocks its process. */
const SPINNING = join(folder, 'spinning')

const BODIES = {
  hang: "await step('open', () => page.goto(new URL('/never', target.console.url).href)); expect(1).toBe(1)",
  loop: `await step('spin', async () => {
    (await import('node:fs')).writeFileSync(${JSON.stringify(SPINNING)}, '')
    for (;;);
  })
  expect(1).toBe(1)`,
  command: `import { cliProbe, expect } from 'doorwatch/probe'
export default cliProbe({ name: 'command', surface: 'cli', every: '1m', timeout: '20s', stepTimeout: '15s' }, async ({ cli, step }) => {
  await step('sleep', () => cli.run(['sh', '-c', 'trap "" TERM; sleep 300 & sleep 300']))
  expect(1).toBe(1)
})`,
}
const files = writeProbes(folder, BODIES)
const target = () => siteTarget(site().url, { cli: { command: ['true'], versionArgs: [], env: {}, answer: '' } })

/** Until the end of the test: a worker of another test would end the orphans that it finds in the machine's temporary folder. */
function useTemporaryFolder(): void {
  vi.stubEnv('TMPDIR', mkdtempSync(join(tmpdir(), 'doorwatch-test-tmp-')))
  onTestFinished(() => {
    rmSync(tmpdir(), { recursive: true })
    vi.unstubAllEnvs()
  })
}

/** Every process that was below us is gone, whatever its parent is by now. */
async function expectGone(pids: readonly number[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(1)
  await untilGone(pids)
}

/** Waits until the looping probe blocks its process. */
async function untilSpinning(): Promise<void> {
  await expect.poll(() => existsSync(SPINNING)).toBe(true)
  rmSync(SPINNING)
}

const commandOf = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

describe('stopping', () => {
  it('ends browser, runner and commands within three seconds, whatever hangs, and interrupts the runs', async () => {
    const kit = await startKit({ folder, files, targets: [target()] })
    const runs = [kit.run('hang'), kit.run('command')]
    await expect.poll(() => site().hits.get('/never') ?? 0).toBeGreaterThan(0)
    await expect.poll(() => kit.processes().some((pid) => commandOf(pid).startsWith('sleep 300'))).toBe(true)
    const pids = kit.processes()
    const begun = performance.now()
    await Promise.all([kit.engine.stop(), kit.engine.stop()])
    expect(performance.now() - begun).toBeLessThan(4_000)
    for (const run of runs) expect(await run).toMatchObject({ outcome: 'error', failure: { class: 'interrupted' } })
    await expectGone(pids)
  })

  it('interrupts a dozen runs at once without a warning of Node', async () => {
    const warnings = vi.spyOn(process, 'emitWarning')
    const kit = await startKit({ folder, files, targets: [target()] })
    const runs = Array.from({ length: 12 }, () => kit.run('command'))
    await sleep(500)
    await kit.engine.stop()
    for (const run of runs) expect(await run).toMatchObject({ failure: { class: 'interrupted' } })
    expect(warnings.mock.calls).toEqual([])
    warnings.mockRestore()
  })

  it('ends a runner that no longer listens by force, and its browser with it', async () => {
    const kit = await startKit({ folder, files, targets: [target()] })
    const run = kit.run('loop')
    await untilSpinning()
    const pids = kit.processes()
    await kit.engine.stop()
    expect(await run).toMatchObject({ outcome: 'error' })
    await expectGone(pids)
  })

  it('lets nothing start afterwards', async () => {
    const kit = await startKit({ folder, files, targets: [target()] })
    await kit.engine.stop()
    await expect(kit.run('hang')).rejects.toMatchObject({ code: 'stopped' })
  })

  it('leaves no temporary folder behind', async () => {
    useTemporaryFolder()
    const kit = await startKit({ folder, files, targets: [target()] })
    expect(readdirSync(tmpdir())).not.toEqual([])
    await kit.run('command', { signal: AbortSignal.timeout(500) })
    await kit.engine.stop()
    expect(readdirSync(tmpdir())).toEqual([])
  })
})

/** A worker in a process of its own. */
interface SeparateWorker {
  kill(): void
  /** The process id of its runner; a busy machine may get a second runner while the first one loads. */
  runner(): Promise<number>
}

/** Starts a worker that loads the probes and starts one run. */
function startWorker(stateDir: string, probe: string): SeparateWorker {
  const script = join(folder, 'worker.mjs')
  writeFileSync(
    script,
    `import { createEngine, findBrowser } from ${JSON.stringify(join(PACKAGE_ROOT, 'dist/src/run/index.js'))}
const [stateDir, files, target, probe] = JSON.parse(process.argv[2])
const log = { debug() {}, info() {}, warn() {}, error() {} }
const engine = createEngine({ probeFiles: files, targets: [target], location: 'w', stateDir, browser: await findBrowser(), log, clock: Date })
await engine.load()
process.on('message', () => process.send(engine.health().runner))
void engine.run({ target: 'site', surface: 'console', probe, location: 'w', trigger: 'manual', scheduledAt: 0, evidence: false })
`,
  )
  const child = fork(script, [JSON.stringify([stateDir, files, siteTarget(site().url), probe])], { stdio: 'ignore' })
  return {
    kill: () => void child.kill('SIGKILL'),
    async runner() {
      const [runner] = await Promise.all([once(child, 'message'), child.send('runner')])
      return runner[0] as number
    },
  }
}

describe('a worker that is killed', () => {
  it('takes its runner and browser with it', async () => {
    const worker = startWorker(join(folder, 'killed'), 'hang')
    await expect.poll(async () => treeOf(await worker.runner()).length).toBeGreaterThan(1)
    const pids = treeOf(await worker.runner())
    worker.kill()
    await expectGone(pids)
  })

  it('leaves at most a blocked runner, which the next worker ends', async () => {
    useTemporaryFolder()
    const stateDir = join(folder, 'state')
    const worker = startWorker(stateDir, 'loop')
    await untilSpinning()
    const runner = await worker.runner()
    const pids = treeOf(runner)
    worker.kill()
    await sleep(500)
    expect(isAlive(runner)).toBe(true)
    const next = await startKit({ folder, files, targets: [target()] })
    await expectGone(pids)
    await next.engine.stop()
  })

  it('leaves no temporary folder that the next worker does not remove, wherever that one keeps its state', async () => {
    useTemporaryFolder()
    const worker = startWorker(join(folder, 'elsewhere'), 'loop')
    await untilSpinning()
    process.kill(await worker.runner(), 'SIGKILL')
    worker.kill()
    await sleep(500)
    expect(readdirSync(tmpdir())).not.toEqual([])
    const next = await startKit({ folder, files, targets: [target()] })
    await next.engine.stop()
    expect(readdirSync(tmpdir())).toEqual([])
  })
})
