import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunResult, SILENT } from '../../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../../src/package/index.ts'
import { createEngine, type Engine, findBrowser } from '../../../../src/run/index.ts'
import { useSandbox } from '../../../sandbox/support.ts'
import { newFolder } from '../../../support/folder.ts'
import { targetOf, verdictLine } from '../../kit.ts'

const running = useSandbox()
let engine: Engine

beforeAll(async () => {
  engine = createEngine({
    probeFiles: ['chat', 'mobile'].map((name) => join(PACKAGE_ROOT, `probes/${name}.probe.ts`)),
    targets: [targetOf(running)],
    location: 'test',
    stateDir: newFolder('mobile'),
    browser: await findBrowser({}),
    overrides: { mobile: { timeoutMs: 15_000 }, chat: { timeoutMs: 15_000 } },
    log: SILENT,
    clock: { now: () => Date.now() },
  })
  await engine.load()
})

afterAll(() => engine.stop())

function run(probe: 'chat' | 'mobile'): Promise<RunResult> {
  const names = { target: 'sandbox', surface: probe, probe, location: 'test' }
  return engine.run({ ...names, trigger: 'manual', scheduledAt: Date.now(), evidence: false })
}

describe('the mobile probe', () => {
  it('has the conversation in the browser of a phone', async () => {
    const result = await run('mobile')
    expect(verdictLine(result)).toBe('passed')
    expect(result.steps.at(-1)?.measures).toMatchObject({ ttft_ms: expect.any(Number), tokens: expect.any(Number) })
  })

  it('fails where phones fail, while the desk does not', async () => {
    await running.control.break('mobile', '500')
    expect((await run('mobile')).failure).toMatchObject({ class: 'server_error', blame: 'provider', httpStatus: 500 })
    expect(verdictLine(await run('chat'))).toBe('passed')
  })

  it.each([
    ['truncated', 'truncated'],
    ['overloaded-mid', 'overloaded'],
    ['empty-answer', 'wrong_answer'],
    ['doubled-answer', 'wrong_answer'],
    ['wrong-answer', 'wrong_answer'],
  ])('does not take a reply for good that came with status 200 and is bad: %s', async (fault, kind) => {
    await running.control.break('mobile', fault)
    const result = await run('mobile')
    expect(result.failure).toMatchObject({ class: kind, blame: 'provider' })
    expect(Object.keys(Object.assign({}, ...result.steps.map(({ statuses }) => statuses)))).toEqual(['200'])
  })
})
