import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/index.ts'
import { finish, lines, PROMPT, useCli } from './cli-kit.ts'
import { presetOf } from './support.ts'

const { running, run, ask } = useCli()

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
