import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SILENT } from '../../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../../src/package/index.ts'
import { createEngine } from '../../../../src/run/index.ts'
import { useSandbox } from '../../../sandbox/support.ts'
import { descendantsOf, isAlive, newFolder, startProduct, untilGone } from '../../../support/product.ts'
import { until } from '../../../support/until.ts'
import { targetOf } from '../../kit.ts'

const running = useSandbox()

/** Starts a run whose client hangs; gives the runner's process and the client's. */
async function hangingClient() {
  await running.control.break('cli', 'hang')
  const engine = createEngine({
    probeFiles: [join(PACKAGE_ROOT, 'probes/cli.probe.ts')],
    targets: [targetOf(running)],
    location: 'test',
    stateDir: newFolder('orphans'),
    browser: undefined,
    log: SILENT,
    clock: { now: () => Date.now() },
  })
  await engine.load()
  const names = { target: 'sandbox', surface: 'cli', probe: 'cli', location: 'test' }
  const result = engine.run({ ...names, trigger: 'manual', scheduledAt: Date.now(), evidence: false })
  // The client that asks the service is the one the fault has hit.
  await until('the request', async () => ((await running.control.faults())[0]?.hits ?? 0) > 0)
  const runner = engine.health().runner ?? 0
  const client = await until('the client', async () => (await descendantsOf(runner))[0])
  return { engine, result, runner, client }
}

describe('a client under way', () => {
  it('ends with the runner that started it, even where that is killed', async () => {
    const { engine, result, runner, client } = await hangingClient()
    process.kill(runner, 'SIGKILL')
    expect(await result).toMatchObject({ outcome: 'error', failure: { class: 'probe_error', blame: 'ours' } })
    await untilGone([client])
    await engine.stop()
  })

  it('ends with the engine', async () => {
    const { engine, result, client } = await hangingClient()
    await engine.stop()
    expect(await result).toMatchObject({ outcome: 'error', failure: { class: 'interrupted', blame: 'ours' } })
    await untilGone([client])
  })
})

describe('a client whose worker and runner were killed at once', () => {
  const folder = newFolder('orphaned-client')
  const command = (script: string) => JSON.stringify([process.execPath, '-e', script])
  writeFileSync(
    join(folder, 'doorwatch.config.ts'),
    `export default { sandbox: false, schedule: { cli: { every: '40s', timeout: '30s' } },
      targets: [{ name: 'own', cli: { command: ${command('setInterval(() => {}, 1e6) /* the client */')}} }] }`,
  )
  const clients = async (pid: number) => {
    const running = (await descendantsOf(pid)).filter((one) => commandOf(one).includes('the client'))
    return running.length > 0 ? running : undefined
  }

  it('is ended by the next worker', async () => {
    const first = startProduct(folder)
    const [client = 0] = await until('the client', () => clients(first.pid))
    const [runner = 0] = (await descendantsOf(first.pid)).filter((pid) => commandOf(pid).includes('runner/main.js'))
    first.kill('SIGKILL')
    process.kill(runner, 'SIGKILL')
    await first.exited
    expect(isAlive(client)).toBe(true)
    const second = startProduct(folder)
    try {
      await untilGone([client])
      await until('another client', () => clients(second.pid))
    } finally {
      second.kill('SIGTERM')
      await second.exited
    }
  })
})

/** The command line of a process; empty where it is gone. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
