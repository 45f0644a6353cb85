import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT, SILENT } from '../../src/core/index.ts'
import { createEngine } from '../../src/run/index.ts'
import { useSandbox } from '../sandbox/support.ts'
import { descendantsOf, newFolder } from '../support/product.ts'
import { targetOf } from './kit.ts'

const running = useSandbox()

const isAlive = async (pid: number) => (await descendantsOf(1)).includes(pid)

async function until<T>(found: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 30))) {
    const value = await found()
    if (value !== undefined) return value
  }
  throw new Error('waited in vain')
}

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
  const runner = engine.health().runner ?? 0
  // The client that asks the service is the one the fault has hit.
  await until(async () => ((await running.control.faults())[0]?.hits ?? 0) > 0 || undefined)
  const [client] = await descendantsOf(runner)
  return { engine, result, runner, client: client ?? 0 }
}

describe('a client under way', () => {
  it('ends with the runner that started it, even where that is killed', async () => {
    const { engine, result, runner, client } = await hangingClient()
    expect(client).toBeGreaterThan(0)
    process.kill(runner, 'SIGKILL')
    expect(await result).toMatchObject({ outcome: 'error', failure: { blame: 'probe' } })
    await until(async () => ((await isAlive(client)) ? undefined : true))
    await engine.stop()
  })

  it('ends with the engine', async () => {
    const { engine, result, client } = await hangingClient()
    expect(client).toBeGreaterThan(0)
    await engine.stop()
    expect(await result).toMatchObject({ outcome: 'error', failure: { class: 'interrupted', blame: 'ours' } })
    await until(async () => ((await isAlive(client)) ? undefined : true))
  })
})
