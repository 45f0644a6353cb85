import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/index.ts'
import { CLI_ENTRY, presetOf, useSandbox } from './support.ts'

const running = useSandbox()
const PROMPT = 'Reply with exactly: pong'
const QUICK = { API_TIMEOUT_MS: '1500', CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: '1500' }

interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const service = { ANTHROPIC_BASE_URL: running.sandbox.url, ANTHROPIC_API_KEY: SANDBOX_ACCOUNT.apiKey }
  return spawn(process.execPath, [CLI_ENTRY, ...args], {
    env: { ...service, ...QUICK, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function finish(child: ChildProcess): Promise<Finished> {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (piece) => {
      texts[name] += piece
    })
  }
  const [code] = await once(child, 'close')
  return { code: code as number | null, ...texts }
}

const run = (args: readonly string[], env?: Record<string, string>) => finish(start(args, env))
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** One prompt in stream-json: the exit code, the last line, and the error of the assistant's event. */
async function ask(env?: Record<string, string>) {
  const { code, stdout } = await run(['-p', PROMPT, '--output-format', 'stream-json', '--verbose'], env)
  const events = lines(stdout)
  const error = events.find(({ is_api_error_message }) => is_api_error_message)?.error
  return { code, result: events.at(-1) ?? {}, error, events }
}

describe('the command line', () => {
  it('prints the answer as text and exits 0', async () => {
    expect(await run(['-p', PROMPT])).toEqual({ code: 0, stdout: 'pong\n', stderr: '' })
  })

  it('answers the preset as its probe asks it', async () => {
    const { command, env, versionArgs, answer } = presetOf(running.sandbox.url).cli
    const variables = Object.entries(env).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.reveal(),
    ])
    const [program = '', ...args] = command
    const child = spawn(program, args, { env: Object.fromEntries(variables), stdio: ['ignore', 'pipe', 'pipe'] })
    const { code, stdout } = await finish(child)
    expect([code, lines(stdout).at(-1)?.result]).toEqual([0, answer])
    const version = await finish(spawn(program, [...versionArgs], { stdio: ['ignore', 'pipe', 'pipe'] }))
    expect(version).toMatchObject({ code: 0, stderr: '' })
  })

  it('prints one result object as json, with its times', async () => {
    const { code, stdout } = await run(['-p', PROMPT, '--output-format', 'json', '--model', 'lumen-large-2'])
    expect(code).toBe(0)
    const [result] = lines(stdout)
    expect(result).toMatchObject({
      type: 'result',
      subtype: 'success',
      is_error: false,
      result: 'pong',
      stop_reason: 'end_turn',
      api_error_status: null,
      terminal_reason: 'completed',
      num_turns: 1,
    })
    const { duration_ms, duration_api_ms, ttft_stream_ms, ttft_ms } = result as Record<string, number>
    expect(duration_ms).toBeGreaterThanOrEqual(duration_api_ms ?? Number.NaN)
    expect(ttft_ms).toBeGreaterThanOrEqual(ttft_stream_ms ?? Number.NaN)
  })

  it('prints every event as stream-json on request, under one session', async () => {
    const flags = ['--output-format', 'stream-json', '--verbose', '--include-partial-messages']
    const events = lines((await run(['-p', PROMPT, ...flags])).stdout)
    expect(events.map(({ type }) => type)).toEqual([
      'system',
      ...Array.from({ length: 8 }, () => 'stream_event'),
      'assistant',
      'result',
    ])
    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(1)
  })

  it('takes the flags a probe of Claude Code passes', async () => {
    const flags = ['--bare', '--tools', '', '--system-prompt', 'You are a health probe.', '--no-session-persistence']
    const more = ['--strict-mcp-config', '--model', 'claude-haiku-4-5', '--max-turns', '1']
    expect(await run(['-p', PROMPT, ...flags, ...more])).toMatchObject({ code: 0, stdout: 'pong\n' })
  })

  it('prints its version and whether there are credentials, without a request', async () => {
    await running.control.break('cli', 'reset')
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+ \(Lumen Code\)\n$/),
    })
    const status = await run(['auth', 'status', '--json'])
    expect([status.code, JSON.parse(status.stdout)]).toMatchObject([0, { loggedIn: true, authMethod: 'api_key' }])
    const none = await run(['auth', 'status', '--json'], { ANTHROPIC_API_KEY: '' })
    expect([none.code, JSON.parse(none.stdout)]).toMatchObject([1, { loggedIn: false, authMethod: 'none' }])
    expect((await running.control.faults())[0]?.hits).toBe(0)
  })

  it('without credentials sends no request and asks to log in', async () => {
    await running.control.break('cli', '500')
    const { code, result } = await ask({ ANTHROPIC_API_KEY: '' })
    expect([code, result.is_error, result.result]).toEqual([1, true, 'Not logged in · Please run /login'])
    expect((await running.control.faults())[0]?.hits).toBe(0)
  })

  it('takes a token as well', async () => {
    const token = { ANTHROPIC_API_KEY: '', ANTHROPIC_AUTH_TOKEN: SANDBOX_ACCOUNT.apiKey }
    expect((await ask(token)).code).toBe(0)
  })

  it.each([
    [['--colour'], "unknown option '--colour'"],
    [['-p', PROMPT, '--output-format', 'xml'], '--output-format'],
    [['-p', PROMPT, '--output-format', 'stream-json'], '--verbose'],
    [['-p'], 'prompt'],
  ])('refuses %j with words on stderr only', async (args, words) => {
    const { code, stdout, stderr } = await run(args)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(words)
  })

  it('needs nothing but Node, so that it starts fast', async () => {
    const folder = join(PACKAGE_ROOT, 'src/sandbox/cli')
    for (const file of await readdir(folder)) {
      const imports = [...(await readFile(join(folder, file), 'utf8')).matchAll(/from '([^']+)'/g)].map(
        (found) => found[1],
      )
      for (const name of imports) expect(name, file).toMatch(/^(node:|\.\/)/)
    }
  })
})

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
    const { code: left, stdout } = await end
    expect(left).toBe(code)
    expect(stdout === '' ? '' : lines(stdout)[0]?.subtype).toBe(subtype)
  })

  /** Waits until the request hangs. */
  async function waitForHit(): Promise<void> {
    await expect.poll(async () => (await running.control.faults())[0]?.hits ?? 0).toBeGreaterThan(0)
  }
})
