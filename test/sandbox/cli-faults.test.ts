import { describe, expect, it } from 'vitest'
import { finish, lines, PROMPT, useCli } from './cli-kit.ts'

const { running, start, ask } = useCli()

describe('a fault of the cli', () => {
  it.each([
    ['credit', 400, 'invalid_request_error', 'billing_error'],
    ['400', 400, 'invalid_request_error', 'unknown'],
    ['401', 401, 'authentication_error', 'authentication_failed'],
    ['403', 403, 'permission_error', 'authentication_failed'],
    ['404', 404, 'not_found_error', 'model_not_found'],
    ['413', 413, 'request_too_large', 'invalid_request'],
    ['429', 429, 'rate_limit_error', 'rate_limit'],
    ['500', 500, 'api_error', 'server_error'],
    ['503', 503, 'api_error', 'server_error'],
    ['504', 504, 'timeout_error', 'server_error'],
    ['529', 529, 'overloaded_error', 'server_error'],
    ['overloaded-first', 529, 'overloaded_error', 'unknown'],
    ['overloaded-mid', 529, 'overloaded_error', 'unknown'],
    ['api-error-mid', null, 'api_error', 'unknown'],
    ['html', 502, undefined, 'server_error'],
    ['maintenance', 503, undefined, 'server_error'],
    ['challenge', 403, undefined, 'authentication_failed'],
  ])('%s exits 1 with status %s, type %s and error %s', async (fault, status, type, assistant) => {
    await running.control.break('cli', fault)
    const { code, result, error } = await ask()
    expect(code).toBe(1)
    expect(result).toMatchObject({ subtype: 'success', is_error: true, terminal_reason: 'api_error' })
    expect([result.api_error_status, result.api_error_type, error]).toEqual([status, type, assistant])
    expect(result.result).toMatch(/^API Error: /)
  })

  it.each([
    ['hang', undefined, 'server_error'],
    ['headers-only', 'stream_idle_timeout', 'unknown'],
    ['stall', 'stream_idle_timeout', 'unknown'],
    ['reset', 'connection_failed', 'server_error'],
    ['close', 'connection_failed', 'server_error'],
    ['cut', 'connection_failed', 'server_error'],
    ['truncated', 'connection_failed', 'server_error'],
    ['redirect-loop', undefined, 'server_error'],
    ['html-200', undefined, 'unknown'],
    ['empty-200', undefined, 'unknown'],
    ['malformed', undefined, 'unknown'],
    ['max-tokens', 'max_output_tokens', 'max_output_tokens'],
    ['refusal', undefined, 'invalid_request'],
  ])('%s exits 1 without a status, api_error %s and error %s', async (fault, apiError, assistant) => {
    await running.control.break('cli', fault)
    const { code, result, error } = await ask()
    expect([code, result.api_error_status, result.api_error, error]).toEqual([1, null, apiError, assistant])
  })

  it.each([
    ['no-end', 'pong'],
    ['empty-answer', ''],
    ['wrong-answer', 'I am not able to help with that right now.'],
  ])('%s is not seen by this client: it exits 0 with %j', async (fault, text) => {
    await running.control.break('cli', fault)
    const { code, result } = await ask()
    expect([code, result.is_error, result.result]).toEqual([0, false, text])
  })

  it('of the api does not touch it', async () => {
    await running.control.break('api', '500')
    expect((await ask()).code).toBe(0)
  })

  it('that is a closed port is a lost connection', async () => {
    const { code, result } = await ask({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' })
    expect([code, result.api_error, result.api_error_status]).toEqual([1, 'connection_failed', null])
  })

  it('that ends is retried when retries are on, and the retry is printed', async () => {
    await running.control.break('cli', '529', { times: 1 })
    const { code, events } = await ask({ CLAUDE_CODE_MAX_RETRIES: '2' })
    expect(code).toBe(0)
    expect(events.filter(({ subtype }) => subtype === 'api_retry')).toMatchObject([
      { attempt: 1, max_retries: 2, retry_delay_ms: 500, error_status: 529, error: 'overloaded' },
    ])
  })

  it('that forbids retries is not retried', async () => {
    await running.control.break('cli', '500', { headers: { 'x-should-retry': 'false' } })
    expect((await ask({ CLAUDE_CODE_MAX_RETRIES: '2' })).code).toBe(1)
    expect((await running.control.faults())[0]?.hits).toBe(1)
  })
})

describe('a signal while it waits', () => {
  it.each([
    ['SIGTERM', 143, ''],
    ['SIGHUP', 129, ''],
    ['SIGINT', 0, 'error_during_execution'],
  ] as const)('%s ends it with code %i', async (signal, code, subtype) => {
    await running.control.break('cli', 'hang')
    const child = start(['-p', PROMPT, '--output-format', 'json'], { API_TIMEOUT_MS: '20000' })
    const end = finish(child)
    await waitForHit()
    child.kill(signal)
    const { code: exitCode, stdout } = await end
    expect(exitCode).toBe(code)
    expect(stdout === '' ? '' : lines(stdout)[0]?.subtype).toBe(subtype)
  })

  /** Waits until the request hangs. */
  async function waitForHit(): Promise<void> {
    await expect.poll(async () => (await running.control.faults())[0]?.hits ?? 0).toBeGreaterThan(0)
  }
})
