import { expect, it } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { createEngine } from '../../../src/run/index.ts'
import { useSandbox } from '../../sandbox/support.ts'
import { newFolder } from '../../support/folder.ts'
import { targetOf } from '../kit.ts'

const running = useSandbox()

it('reports each step of a run as it begins', async () => {
  const engine = createEngine({
    probeFiles: [`${PACKAGE_ROOT}/probes/api-methods.probe.ts`],
    targets: [targetOf(running)],
    location: 'test',
    stateDir: newFolder('steps'),
    browser: undefined,
    log: SILENT,
    clock: { now: () => Date.now() },
  })
  try {
    await engine.load()
    await running.control.break('api', 'hang', { route: 'count_tokens' })
    const steps: string[] = []
    const stop = new AbortController()
    const names = { target: 'sandbox', surface: 'api', probe: 'api-methods', location: 'test' }
    const request = { ...names, trigger: 'manual', scheduledAt: Date.now(), evidence: false } as const
    const run = engine.run(request, stop.signal, (name) => void steps.push(name))
    await expect.poll(() => steps).toEqual(['send a message', 'count tokens'])
    stop.abort()
    expect((await run).failure?.class).toBe('interrupted')
  } finally {
    await engine.stop()
  }
})
