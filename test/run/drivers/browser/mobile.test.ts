import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../../../src/package/index.ts'
import { useSandbox } from '../../../sandbox/support.ts'
import { startKit, tempFolder, useKit } from '../../engine-kit.ts'
import { targetOf, verdictLine } from '../../kit.ts'
import { startRunnerHere } from '../../runner-here.ts'

const folder = tempFolder()
const running = useSandbox()

const kit = useKit(() =>
  startKit({
    folder,
    files: ['chat', 'mobile'].map((name) => join(PACKAGE_ROOT, `probes/${name}.probe.ts`)),
    targets: [targetOf(running)],
    more: { overrides: { mobile: { timeoutMs: 15_000 }, chat: { timeoutMs: 15_000 } } },
    start: startRunnerHere,
  }),
)

describe('the mobile probe', () => {
  it('has the conversation in the browser of a phone', async () => {
    const result = await kit().run('mobile')
    expect(verdictLine(result)).toBe('passed')
    expect(result.steps.at(-1)?.measures).toMatchObject({ ttft_ms: expect.any(Number), tokens: expect.any(Number) })
  })

  it('fails where phones fail, while the desk does not', async () => {
    await running.control.break('mobile', '500')
    expect((await kit().run('mobile')).failure).toMatchObject({
      class: 'server_error',
      blame: 'provider',
      httpStatus: 500,
    })
    expect(verdictLine(await kit().run('chat'))).toBe('passed')
  })

  it.each([
    ['truncated', 'truncated'],
    ['overloaded-mid', 'overloaded'],
    ['empty-answer', 'wrong_answer'],
    ['doubled-answer', 'wrong_answer'],
    ['wrong-answer', 'wrong_answer'],
  ])('does not take a reply for good that came with status 200 and is bad: %s', async (fault, kind) => {
    await running.control.break('mobile', fault)
    const result = await kit().run('mobile')
    expect(result.failure).toMatchObject({ class: kind, blame: 'provider' })
    expect(Object.keys(Object.assign({}, ...result.steps.map(({ statuses }) => statuses)))).toEqual(['200'])
  })
})
