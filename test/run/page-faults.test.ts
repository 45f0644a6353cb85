import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { useSandbox } from '../sandbox/support.ts'
import { startKit, tempFolder, useKit } from './engine-kit.ts'
import { targetOf } from './kit.ts'

const folder = tempFolder()
const running = useSandbox()
/** These differ from a wrong password, or a session that cannot be carried over, only once the same has worked. */
const AFTER_A_GOOD_RUN = ['login-loop', 'refused-session', '403']
const SHORT = { everyMs: 60_000, timeoutMs: 5_000 }

const kit = useKit(() =>
  startKit({
    folder,
    files: ['login', 'chat', 'console'].map((name) => join(PACKAGE_ROOT, `probes/${name}.probe.ts`)),
    targets: [targetOf(running)],
    more: { overrides: { login: SHORT, chat: SHORT, console: SHORT } },
  }),
)

/** Surface, fault of the sandbox, and what the probe must say of it: class, blame, step, message. */
const TABLE: readonly (readonly [surface: string, fault: string, verdict: string])[] = [
  ['login', '500', "server_error/provider at 'submit credentials': HTTP 500"],
  ['login', '529', "overloaded/provider at 'submit credentials': HTTP 529"],
  ['login', 'hang', "timeout/provider at 'submit credentials': no answer within"],
  ['login', 'reset', "connect/provider at 'submit credentials': connection reset (ERR_CONNECTION_RESET)"],
  ['login', 'html', "server_error/provider at 'submit credentials': HTTP 502"],
  ['login', '401', "credentials/ours at 'submit credentials': HTTP 401"],
  ['login', '403', "credentials/ours at 'submit credentials': HTTP 403"],
  ['login', '429', "quota/ours at 'submit credentials': HTTP 429"],
  ['login', 'challenge', "blocked/probe at 'open sign-in page': HTTP 403: a bot wall stands in front"],
  ['login', 'maintenance', "edge/provider at 'open sign-in page': HTTP 503 (maintenance page)"],
  ['login', 'maintenance-200', "edge/provider at 'open sign-in page': a maintenance page"],
  ['login', 'redirect-loop', "edge/provider at 'submit credentials': redirects without end"],
  ['login', 'empty-200', "edge/provider at 'submit credentials': an empty page"],
  ['login', 'login-loop', "refused_session/provider at 'submit credentials': the sign-in was accepted, and led back"],
  ['login', 'drift', "drift/probe at 'open sign-in page': not found: "],
  ['chat', '500', "server_error/provider at 'send a prompt': HTTP 500"],
  ['chat', '529', "overloaded/provider at 'send a prompt': HTTP 529"],
  ['chat', '403', "refused_session/provider at 'send a prompt': HTTP 403: a valid session was refused"],
  ['chat', '413', "bad_request/ours at 'send a prompt': HTTP 413"],
  ['chat', '429', "quota/ours at 'send a prompt': HTTP 429"],
  ['chat', 'hang', "timeout/provider at 'send a prompt': no answer within"],
  ['chat', 'reset', "connect/provider at 'send a prompt': connection reset"],
  ['chat', 'headers-only', "stalled/provider at 'send a prompt': the answer began and did not end"],
  ['chat', 'stall', "stalled/provider at 'read the reply': the answer began and did not end"],
  ['chat', 'truncated', "truncated/provider at 'read the reply': the reply broke off"],
  ['chat', 'cut', 'truncated/provider'],
  ['chat', 'overloaded-first', "overloaded/provider at 'send a prompt': overloaded_error inside the stream"],
  ['chat', 'overloaded-mid', "overloaded/provider at 'read the reply': overloaded_error inside the stream"],
  ['chat', 'api-error-mid', "server_error/provider at 'read the reply': api_error inside the stream"],
  ['chat', 'ping-only', "stalled/provider at 'send a prompt': the answer began and did not end"],
  ['chat', 'empty-200', "server_error/provider at 'send a prompt': the page reports a failure in place of a reply"],
  ['chat', 'empty-answer', "wrong_answer/provider at 'send a prompt': the reply is empty"],
  ['chat', 'html-200', "edge/provider at 'send a prompt': HTTP 200 with a page where data belongs"],
  ['chat', 'wrong-answer', "wrong_answer/provider at 'read the reply': the reply is without the answer"],
  ['chat', 'doubled-answer', "wrong_answer/provider at 'read the reply': every part of the reply came twice"],
  ['chat', 'drift', "drift/probe at 'open the app': not found: "],
  ['chat', 'refused-session', "refused_session/provider at 'open the app': "],
  ['console', '500', "server_error/provider at 'open the keys': HTTP 500"],
  ['console', '404', "bad_request/ours at 'open the keys': HTTP 404"],
  ['console', 'close', "connect/provider at 'open the keys': connection closed without an answer"],
  ['console', 'empty-200', "edge/provider at 'open the keys': an empty page"],
  ['console', 'truncated', "truncated/provider at 'open the keys': the page ends in the middle"],
  ['console', 'cut', "truncated/provider at 'open the keys': the answer broke off (ERR_CONNECTION_RESET)"],
  ['console', 'maintenance', "edge/provider at 'open the console': HTTP 503 (maintenance page)"],
  ['console', 'hang', "timeout/provider at 'open the keys': no answer within"],
  ['console', 'stall', "stalled/provider at 'open the keys': the answer began and did not end"],
  ['console', 'drift', "drift/probe at 'open the keys': not found: "],
  ['console', 'challenge', "blocked/probe at 'open the keys': HTTP 403: a bot wall stands in front"],
  ['console', 'refused-session', "refused_session/provider at 'open the console': "],
]

describe('what a browser probe says of a fault', () => {
  afterEach(() => running.control.heal())

  it.each(TABLE)('%s %s', async (surface, fault, verdict) => {
    if (AFTER_A_GOOD_RUN.includes(fault)) expect((await kit().run(surface)).outcome).toBe('passed')
    await running.control.break(surface, fault)
    const { outcome, failure } = await kit().run(surface)
    const { class: kind, blame, step, message } = failure ?? {}
    expect(`${kind}/${blame} at '${step}': ${message}`).toContain(verdict)
    expect(outcome).toBe(blame === 'provider' ? 'failed' : 'error')
  })

  it('passes each door that is not broken, and counts every status', async () => {
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

  it.each(['reset', 'close', '500'])('does not wait for a page that is lost: %s', async (fault) => {
    await running.control.break('console', fault)
    const { durationMs } = await kit().run('console')
    expect(durationMs).toBeLessThan(3_500)
  })

  it('passes a door that is merely slow, and says by how much', async () => {
    await running.control.break('console', 'slow', { delayMs: 900 })
    const { outcome, steps } = await kit().run('console')
    expect(outcome).toBe('passed')
    expect(steps[1]?.measures.server_ms).toBeGreaterThan(890)
  })
})
