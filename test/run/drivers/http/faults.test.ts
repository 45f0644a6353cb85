import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import api from '../../../../probes/api.probe.ts'
import apiMethods from '../../../../probes/api-methods.probe.ts'
import type { Target } from '../../../../src/core/index.ts'
import { useSandbox } from '../../../sandbox/support.ts'
import { runHere, targetOf, verdictLine } from '../../kit.ts'

const running = useSandbox()

/** For runs without any answer; which of the client's own limits ends them otherwise is tested in api-timers. */
const HANGING = { stepMs: 1_200, runMs: 4_000 }
/** What answers, or begins to, must have done so within the limit, also on a busy machine. */
const ANSWERING = { stepMs: 4_000, runMs: 10_000 }
const limitsOf = (fault: string) => (fault === 'hang' ? HANGING : ANSWERING)
const STREAM = 'stream a message'
const ENDED = 'check the event sequence'
const ANSWER = 'check the answer'

/** Fault of the sandbox, what the probe must say of it. */
const TABLE: readonly (readonly [fault: string, verdict: string, status?: number])[] = [
  ['500', `server_error/provider at '${STREAM}': HTTP 500 (api_error)`, 500],
  ['503', `server_error/provider at '${STREAM}': HTTP 503 (api_error)`, 503],
  ['504', `server_error/provider at '${STREAM}': HTTP 504 (timeout_error)`, 504],
  ['529', `overloaded/provider at '${STREAM}': HTTP 529 (overloaded_error)`, 529],
  ['400', `bad_request/ours at '${STREAM}': HTTP 400 (invalid_request_error)`, 400],
  ['401', `credentials/ours at '${STREAM}': HTTP 401 (authentication_error)`, 401],
  ['403', `credentials/ours at '${STREAM}': HTTP 403 (permission_error)`, 403],
  ['404', `bad_request/ours at '${STREAM}': HTTP 404 (not_found_error)`, 404],
  ['413', `bad_request/ours at '${STREAM}': HTTP 413 (request_too_large)`, 413],
  ['429', `quota/ours at '${STREAM}': HTTP 429 (rate_limit_error)`, 429],
  ['429-no-retry-after', `quota/ours at '${STREAM}': HTTP 429 (rate_limit_error)`, 429],
  ['429-headroom', `quota/provider at '${STREAM}': HTTP 429 although our limits are hardly used`, 429],
  ['spend-cap', `quota/ours at '${STREAM}': HTTP 429: our spend limit or credit is used up (enforced_spend`, 429],
  ['credit', `bad_request/ours at '${STREAM}': HTTP 400 (invalid_request_error): Your credit balance is too low`, 400],
  ['reset', `connect/provider at '${STREAM}': connection reset (ECONNRESET)`],
  ['close', `connect/provider at '${STREAM}': connection reset (ECONNRESET)`],
  ['hang', `timeout/provider at '${STREAM}': no answer within`],
  ['headers-only', `timeout/provider at '${STREAM}': no first token within 4 s: only headers came`],
  ['ping-only', `timeout/provider at '${STREAM}': no first token within 4 s: the stream opened`],
  ['slow-first-token', `timeout/provider at '${STREAM}': no first token within 4 s: the stream opened`],
  ['stall', `stalled/provider at '${STREAM}': no more tokens for`],
  ['truncated', `truncated/provider at '${STREAM}': the stream ended without its last event`],
  ['no-end', `truncated/provider at '${STREAM}': the stream ended without its last event`],
  ['cut', `truncated/provider at '${STREAM}': the answer was cut off (ECONNRESET)`],
  ['overloaded-first', `overloaded/provider at '${STREAM}': overloaded_error inside the stream`],
  ['overloaded-mid', `overloaded/provider at '${STREAM}': overloaded_error inside the stream`],
  ['api-error-mid', `server_error/provider at '${STREAM}': api_error inside the stream`],
  ['malformed', `edge/provider at '${STREAM}': an event of the stream is not JSON`],
  ['empty-200', `edge/provider at '${STREAM}': HTTP 200 with an empty body instead of an event stream`],
  ['html-200', `edge/provider at '${STREAM}': HTTP 200 with text/html; charset=UTF-8 instead of an event stream`],
  ['maintenance-200', `edge/provider at '${STREAM}': HTTP 200 with text/html; charset=UTF-8 instead of`],
  ['html', `edge/provider at '${STREAM}': HTTP 502 with an HTML page instead of data`, 502],
  ['maintenance', `edge/provider at '${STREAM}': HTTP 503 with an HTML page instead of data`, 503],
  ['challenge', `blocked/probe at '${STREAM}': HTTP 403: a bot wall blocks access`, 403],
  ['redirect-loop', `edge/provider at '${STREAM}': HTTP 307: a redirect instead of an answer`, 307],
  ['empty-answer', `wrong_answer/provider at '${STREAM}': the reply is empty`],
  ['refusal', `wrong_answer/provider at '${ENDED}': why the reply ended: expected: "end_turn", received: "refusal"`],
  [
    'max-tokens',
    `wrong_answer/provider at '${ENDED}': why the reply ended: expected: "end_turn", received: "max_tokens"`,
  ],
  ['wrong-answer', `wrong_answer/provider at '${ANSWER}': the reply is without the answer "pong": `],
  ['doubled-answer', `wrong_answer/provider at '${ANSWER}': the reply is without the answer "pong": `],
  ['wrong-model', `wrong_answer/provider at '${ANSWER}': the model that answered: expected: "lumen-small-2"`],
]

describe('the api probe', () => {
  it('passes while nothing is broken, with times, tokens and what is left of our limits', async () => {
    const report = await runHere(api, targetOf(running))
    expect(verdictLine(report)).toBe('passed')
    const [stream] = report.steps
    expect(stream?.statuses).toEqual({ 200: 1 })
    expect(Object.keys(stream?.measures ?? {}).sort()).toEqual([
      ...[
        'input_tokens',
        'longest_gap_ms',
        'ms_per_token',
        'output_tokens',
        'requests_left_pct',
        'server_ms',
        'tokens',
      ],
      ...['tokens_left_pct', 'ttft_ms'],
    ])
    expect(stream?.measures.tokens).toBe(2)
    expect(stream?.measures.requests_left_pct).toBeGreaterThan(90)
  })

  it.each(TABLE.map(([fault, verdict, status]) => ({ fault, verdict, status })))(
    'says of $fault: $verdict',
    async ({ fault, verdict, status }) => {
      await running.control.break('api', fault)
      const report = await runHere(api, targetOf(running), limitsOf(fault))
      expect(verdictLine(report).slice(0, verdict.length)).toBe(verdict)
      expect(report.failure?.httpStatus).toBe(status ?? (verdict.includes('HTTP 200') ? 200 : undefined))
      expect(report.outcome).toBe(report.failure?.blame === 'provider' ? 'failed' : 'error')
    },
  )

  it('names the request in the detail of whatever was answered, so that support can find it', async () => {
    for (const fault of ['529', 'truncated', 'wrong-answer', 'headers-only']) {
      await running.control.break('api', fault)
      const { failure } = await runHere(api, targetOf(running), limitsOf(fault))
      expect(failure?.detail, fault).toMatch(/^request req_[0-9a-f]+/)
    }
  })

  it('keeps how long a 429 asks to wait', async () => {
    await running.control.break('api', '429')
    const { steps } = await runHere(api, targetOf(running), ANSWERING)
    expect(steps[0]?.measures).toMatchObject({ retry_after_s: 7, requests_left_pct: 0 })
  })

  it('holds a closed port against the service only while our own control address answers', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`
    const moved = targetOf(running, (target) => ({ ...target, ...(target.api ? { api: { ...target.api, url } } : {}) }))
    expect(verdictLine(await runHere(api, moved))).toMatch(/^connect\/provider .*connection refused/)
    const offline: Target = { ...moved, controls: [url] }
    const report = await runHere(api, offline)
    expect(verdictLine(report)).toMatch(/^connect\/network /)
    expect(report.outcome).toBe('error')
  })

  it('distinguishes a name that is not found from a service that is down', async () => {
    const lost = targetOf(running, (target) => ({
      ...target,
      ...(target.api ? { api: { ...target.api, url: 'http://api.invalid' } } : {}),
    }))
    expect(verdictLine(await runHere(api, lost))).toMatch(/^dns\/provider .*the host name could not be resolved/)
  })
})

describe('the api-methods probe', () => {
  it('tries the message in one piece, the count of tokens and the list of models', async () => {
    const report = await runHere(apiMethods, targetOf(running))
    expect(verdictLine(report)).toBe('passed')
    expect(report.steps.map(({ name }) => name)).toEqual(['send a message', 'count tokens', 'list the models'])
  })

  it('shows which methods work while another does not', async () => {
    await running.control.break('api', '500', { route: 'count_tokens' })
    const report = await runHere(apiMethods, targetOf(running))
    expect(report.steps.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'passed'])
    expect(verdictLine(report)).toBe("server_error/provider at 'count tokens': HTTP 500 (api_error)")
    expect(verdictLine(await runHere(api, targetOf(running)))).toBe('passed')
  })

  it('sees faults that only replies in one piece have', async () => {
    await running.control.break('api', '529', { only: 'non-stream', route: 'messages' })
    expect(verdictLine(await runHere(apiMethods, targetOf(running)))).toContain(
      "overloaded/provider at 'send a message'",
    )
    expect(verdictLine(await runHere(api, targetOf(running)))).toBe('passed')
  })

  it.each([
    ['html-200', 'edge/provider'],
    ['empty-200', 'edge/provider'],
    ['truncated', 'truncated/provider'],
    ['cut', 'truncated/provider'],
    ['stall', 'stalled/provider'],
    ['hang', 'timeout/provider'],
    ['wrong-answer', 'wrong_answer/provider'],
    ['max-tokens', 'wrong_answer/provider'],
    ['wrong-model', 'wrong_answer/provider'],
    ['401', 'credentials/ours'],
  ])('says of %s: %s', async (fault, verdict) => {
    await running.control.break('api', fault, { route: 'messages' })
    expect(verdictLine(await runHere(apiMethods, targetOf(running), ANSWERING))).toContain(
      `${verdict} at 'send a message'`,
    )
  })
})

/** A port that was just free. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 1
}
