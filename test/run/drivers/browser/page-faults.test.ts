import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../../../src/package/index.ts'
import { useSandbox } from '../../../sandbox/support.ts'
import { startKit, tempFolder, useKit } from '../../engine-kit.ts'
import { targetOf } from '../../kit.ts'
import { startRunnerHere } from '../../runner-here.ts'

const folder = tempFolder()
const running = useSandbox()
/** These differ from a wrong password, or a session that cannot be carried over, only once the same has worked. */
const AFTER_A_GOOD_RUN = ['login-loop', 'refused-session', '403']
/** Steps of 5 s. */
const SHORT = { everyMs: 60_000, timeoutMs: 15_000 }

const kit = useKit(() =>
  startKit({
    folder,
    files: ['login', 'chat', 'console'].map((name) => join(PACKAGE_ROOT, `probes/${name}.probe.ts`)),
    targets: [targetOf(running)],
    more: { overrides: { login: SHORT, chat: SHORT, console: SHORT } },
    start: startRunnerHere,
  }),
)

/**
 * Surface, fault of the sandbox, and the failure that the probe must report: class, blame, step, message. One case for each
 * rule that needs a real page; which status and which code means what is tested in classify/.
 */
const TABLE: readonly (readonly [surface: string, fault: string, verdict: string])[] = [
  ['login', '500', "server_error/provider at 'submit credentials': HTTP 500"],
  ['login', 'hang', "timeout/provider at 'submit credentials': no answer within"],
  ['login', '401', "credentials/ours at 'submit credentials': HTTP 401"],
  ['login', 'challenge', "blocked/probe at 'open sign-in page': HTTP 403: a bot wall blocks access"],
  ['login', 'maintenance-200', "edge/provider at 'open sign-in page': a maintenance page"],
  ['login', 'redirect-loop', "edge/provider at 'submit credentials': redirects without end"],
  ['login', 'empty-200', "edge/provider at 'submit credentials': an empty page"],
  ['login', 'login-loop', "refused_session/provider at 'submit credentials': the sign-in was accepted, and led back"],
  ['login', 'drift', "drift/probe at 'open sign-in page': not found: "],
  ['chat', '500', "server_error/provider at 'send a prompt': HTTP 500"],
  ['chat', '403', "refused_session/provider at 'send a prompt': HTTP 403: a valid session was refused"],
  ['chat', 'reset', "connect/provider at 'send a prompt': connection reset"],
  ['chat', 'headers-only', "stalled/provider at 'send a prompt': the answer began and did not end"],
  ['chat', 'stall', "stalled/provider at 'read the reply': the answer began and did not end"],
  ['chat', 'truncated', "truncated/provider at 'read the reply': the reply was cut off"],
  ['chat', 'overloaded-mid', "overloaded/provider at 'read the reply': overloaded_error inside the stream"],
  ['chat', 'empty-200', "server_error/provider at 'send a prompt': the page reports a failure in place of a reply"],
  ['chat', 'empty-answer', "wrong_answer/provider at 'send a prompt': the reply is empty"],
  ['chat', 'html-200', "edge/provider at 'send a prompt': HTTP 200 with an HTML page instead of data"],
  ['chat', 'wrong-answer', "wrong_answer/provider at 'read the reply': the reply is without the answer"],
  ['chat', 'doubled-answer', "wrong_answer/provider at 'read the reply': every part of the reply came twice"],
  ['chat', 'drift', "drift/probe at 'open the app': not found: "],
  ['chat', 'refused-session', "refused_session/provider at 'open the app': "],
  ['console', 'truncated', "truncated/provider at 'open the keys': the page ends in the middle"],
  ['console', 'cut', "truncated/provider at 'open the keys': the answer was cut off (ERR_CONNECTION_RESET)"],
  ['console', 'maintenance', "edge/provider at 'open the console': HTTP 503 (maintenance page)"],
  ['console', 'refused-session', "refused_session/provider at 'open the console': "],
]

describe('the failure that a browser probe reports', () => {
  afterEach(() => running.control.heal())

  it.each(TABLE)('%s %s', async (surface, fault, verdict) => {
    if (AFTER_A_GOOD_RUN.includes(fault)) expect((await kit().run(surface)).outcome).toBe('passed')
    await running.control.break(surface, fault)
    const { outcome, failure } = await kit().run(surface)
    const { class: kind, blame, step, message } = failure ?? {}
    expect(`${kind}/${blame} at '${step}': ${message}`).toContain(verdict)
    expect(outcome).toBe(blame === 'provider' ? 'failed' : 'error')
  })

  it('is none at a surface without a fault, and every status is counted', async () => {
    for (const surface of ['login', 'chat', 'console']) {
      const { outcome, steps, browser } = await kit().run(surface)
      expect(outcome, surface).toBe('passed')
      expect(browser).toContain('Chromium')
      for (const step of steps) expect(step.durationMs).toBeGreaterThan(0)
    }
    const { steps } = await kit().run('login')
    expect(steps.map(({ name }) => name)).toEqual(['open sign-in page', 'submit credentials', 'sign out'])
    expect(steps[1]?.statuses).toMatchObject({ 302: 1 })
    expect(steps[1]?.measures.server_ms).toBeGreaterThan(0)
  })

  it.each([
    ['close', 'connection closed without an answer'],
    ['500', 'HTTP 500'],
  ])('ends before the step does where the page is dead: %s', async (fault, message) => {
    await running.control.break('console', fault)
    const { steps, failure } = await kit().run('console')
    expect(failure).toMatchObject({ blame: 'provider', step: 'open the keys' })
    expect(failure?.message).toContain(message)
    expect(steps.at(-1)?.durationMs).toBeLessThan(4_000)
  })

  it('is none at a slow surface, whose delay is measured', async () => {
    await running.control.break('console', 'slow', { delayMs: 900 })
    const { outcome, steps } = await kit().run('console')
    expect(outcome).toBe('passed')
    expect(steps[1]?.measures.server_ms).toBeGreaterThan(890)
  })
})
