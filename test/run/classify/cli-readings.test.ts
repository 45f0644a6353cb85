import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verdictOn } from '../../../probes/answer.ts'
import { servedName } from '../../../probes/served-model.ts'
import type { CliProfile } from '../../../src/core/index.ts'
import { diagnoseCommand, readCli } from '../../../src/run/classify/cli.ts'
import { createEventStreamReader } from '../../../src/run/drivers/http/event-stream.ts'

const lines = (...objects: readonly object[]) => objects.map((object) => JSON.stringify(object)).join('\n')

/** What a client printed, as the profile reads it. */
function classOf(profile: CliProfile, printed: { stdout?: string; stderr?: string; exitCode: number }): string {
  const end = { stdout: '', stderr: '', killedBy: undefined, ...printed }
  const diagnosis = diagnoseCommand(end, readCli(profile, end), profile)
  return diagnosis ? `${diagnosis.class}: ${diagnosis.message}` : 'fine'
}

const claude = (result: object, ...before: object[]) =>
  lines({ type: 'system', subtype: 'init' }, ...before, { type: 'result', subtype: 'success', ...result })
const codexSays = (message: string) =>
  lines(
    { type: 'thread.started' },
    { type: 'turn.started' },
    { type: 'error', message },
    { type: 'turn.failed', error: { message } },
  )

describe('the output of Claude Code', () => {
  it('has failed where is_error says so, whatever its subtype and exit code say', () => {
    const result = { is_error: true, result: 'Execution error', terminal_reason: 'aborted_streaming' }
    expect(classOf('claude-code', { stdout: claude(result), exitCode: 0 })).toBe(
      'drift: the client reports an unrecognised error: Execution error',
    )
  })

  it('is decided by its status before its codes, and by its codes before its words', () => {
    const all = {
      is_error: true,
      api_error_status: 529,
      api_error_type: 'overloaded_error',
      api_error: 'connection_failed',
      result: 'Not logged in',
    }
    const read = (fields: object) => classOf('claude-code', { stdout: claude(fields), exitCode: 1 })
    expect(read(all)).toBe('overloaded: HTTP 529 (overloaded_error)')
    expect(read({ ...all, api_error_status: null })).toBe('overloaded: overloaded_error inside the stream')
    expect(read({ ...all, api_error_status: null, api_error_type: null })).toBe(
      'connect: the client could not connect, or lost its connection',
    )
    expect(read({ is_error: true, result: 'Not logged in · Please run /login' })).toContain('credentials')
  })

  it('is read past lines that are no JSON and unrecognised kinds', () => {
    const stdout = `warning: something\n{"type":"from the future"}\n{broken\n${claude({ is_error: false, result: 'pong' })}`
    const reading = readCli('claude-code', { stdout, stderr: '', exitCode: 0 })
    expect([reading.answer, reading.failure]).toEqual(['pong', undefined])
  })

  it('takes time to first token from the stream, not from the end of the first message', () => {
    const stdout = claude({ is_error: false, result: 'pong', ttft_ms: 6_363, ttft_stream_ms: 355 })
    expect(readCli('claude-code', { stdout, stderr: '', exitCode: 0 }).measures).toEqual({ ttft_ms: 355 })
  })

  it('counts its retries', () => {
    const retry = { type: 'system', subtype: 'api_retry', attempt: 1, error_status: 529 }
    const stdout = claude({ is_error: false, result: 'pong' }, retry, retry)
    expect(readCli('claude-code', { stdout, stderr: '', exitCode: 0 }).measures.retries).toBe(2)
  })
})

describe('the output of Codex', () => {
  it.each([
    ['unexpected status 529 <unknown status code>: Overloaded, url: http://x', 'overloaded: HTTP 529'],
    ['exceeded retry limit, last status: 429 Too Many Requests', 'quota: HTTP 429'],
    ["We're currently experiencing high demand, which may cause temporary errors.", 'server_error:'],
    ['Selected model is at capacity. Please try a different model.', 'overloaded:'],
    ['{"error":{"code":400,"type":"invalid_request_error","message":"no"}}', 'bad_request: HTTP 400'],
    ['stream disconnected before completion: error sending request', 'connect:'],
    ['stream disconnected before completion: stream closed before response.completed', 'truncated:'],
    ['stream disconnected before completion: idle timeout waiting for SSE', 'stalled:'],
    ['something entirely new', 'drift: the client reports an unrecognised error: something entirely'],
  ])('is classified by its words: %s', (message, expected) => {
    expect(classOf('codex', { stdout: codexSays(message), exitCode: 1 })).toContain(expected)
  })

  it('does not take its warning about a model for a failure', () => {
    const warning = { type: 'item.completed', item: { type: 'error', message: 'Model metadata not found' } }
    const answer = { type: 'item.completed', item: { type: 'agent_message', text: 'pong' } }
    const stdout = lines({ type: 'turn.started' }, warning, answer, {
      type: 'turn.completed',
      usage: { output_tokens: 2 },
    })
    const reading = readCli('codex', { stdout, stderr: '', exitCode: 0 })
    expect(reading).toMatchObject({ answer: 'pong', failure: undefined, measures: { tokens: 2 } })
  })
})

describe('the output of Gemini CLI', () => {
  const error = (fields: object) =>
    `noise {\n  at x\n}\n${JSON.stringify({ session_id: 's', error: fields }, undefined, 2)}\n`

  it('is an error at the end of a noisy standard error', () => {
    const stderr = error({ type: 'Error', message: '{"error":{"code":500}}', code: 500 })
    expect(classOf('gemini-cli', { stderr, exitCode: 244 })).toBe('server_error: HTTP 500')
  })

  it('takes the status from the exit code, which is the status modulo 256', () => {
    const stderr = error({ type: 'Error', message: 'x', code: 1 })
    const classes = [
      [17, 'HTTP 529'],
      [173, 'HTTP 429'],
      [145, 'HTTP 401'],
    ] as const
    for (const [exitCode, status] of classes) expect(classOf('gemini-cli', { stderr, exitCode })).toContain(status)
  })

  it('has not succeeded with exit code 0 and half a reply and an error', () => {
    const stdout = JSON.stringify({ response: 'po', error: { type: 'INVALID_STREAM', message: 'no finish reason' } })
    expect(classOf('gemini-cli', { stdout, exitCode: 0 })).toBe('truncated: the stream was cut off')
  })

  it('is a fault of the probe if it does not know how to sign in', () => {
    const stderr = error({ type: 'Error', message: 'Invalid auth method selected.', code: 41 })
    expect(classOf('gemini-cli', { stderr, exitCode: 41 })).toContain('credentials')
  })
})

describe('the reading of any output', () => {
  it('throws at nothing', () => {
    const profile = fc.constantFrom<CliProfile>('claude-code', 'codex', 'gemini-cli')
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.json()).map((all) => all.join('\n')),
    )
    fc.assert(
      fc.property(profile, text, text, fc.integer({ min: 0, max: 255 }), (name, stdout, stderr, exitCode) => {
        expect(typeof classOf(name, { stdout, stderr, exitCode })).toBe('string')
      }),
    )
  })

  it('never takes an exit code other than 0 for success', () => {
    const profile = fc.constantFrom<CliProfile>('claude-code', 'codex', 'gemini-cli')
    fc.assert(
      fc.property(profile, fc.json(), fc.integer({ min: 1, max: 255 }), (name, stdout, exitCode) => {
        expect(classOf(name, { stdout, exitCode })).not.toBe('fine')
      }),
    )
  })
})

describe('an event stream', () => {
  const part = fc.stringMatching(/^[ -~äöü€😀]{0,12}$/u)
  const block = fc.record({ event: fc.constantFrom('a', 'b'), data: fc.array(part, { minLength: 1, maxLength: 3 }) })
  const end = fc.constantFrom('\n', '\r\n', '\r')

  it('reads the same however its text is cut into pieces, whatever ends its lines', () => {
    fc.assert(
      fc.property(fc.array(block), end, fc.array(fc.nat({ max: 40 })), (blocks, newline, cuts) => {
        const text = blocks
          .map(({ event, data }) => [`event: ${event}`, ...data.map((one) => `data: ${one}`), '', ''].join(newline))
          .join('')
        const read = createEventStreamReader()
        const events = []
        let rest = text
        for (const cut of cuts) {
          events.push(...read(rest.slice(0, cut)))
          rest = rest.slice(cut)
        }
        events.push(...read(rest))
        expect(events).toEqual(blocks.map(({ event, data }) => ({ event, data: data.join('\n') })))
      }),
    )
  })
})

describe('the verdict on a reply', () => {
  it.each([
    ['pong', 'pong', 'right'],
    [' Pong!\n', 'pong', 'right'],
    ['', 'pong', 'empty'],
    ['popongng', 'pong', 'without the answer "pong": popongng'],
    ['pong pong', 'pong', 'doubled: pong pong'],
    ['It is 42.', '42', 'right'],
    ['It is 142.', '42', 'without the answer "42": It is 142.'],
  ])('of %j, where %j is asked for, is %j', (reply, answer, verdict) => {
    expect(verdictOn(reply, answer)).toBe(verdict)
  })
})

describe('the model that answered', () => {
  it.each([
    ['claude-haiku-4-5', 'claude-haiku-4-5', true],
    ['claude-haiku-4-5', 'claude-haiku-4-5-20251001', true],
    ['claude-3-5-haiku-latest', 'claude-3-5-haiku-20241022', true],
    ['gpt-5-mini', 'gpt-5-mini-2025-08-07', true],
    ['claude-haiku-4', 'claude-haiku-4-5', false],
    ['gpt-5', 'gpt-5-mini', false],
    ['lumen-small-2', 'lumen-tiny-1', false],
  ])('%s may be served as %s: %s', (asked, served, right) => {
    expect(servedName(asked, served) === served).toBe(right)
  })
})
