import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClaudeCode } from '../../../src/run/classify/cli-claude-code.ts'
import { readCodex } from '../../../src/run/classify/cli-codex.ts'
import { readGemini } from '../../../src/run/classify/cli-gemini.ts'
import type { CliReading } from '../../../src/run/classify/cli-reading.ts'

const lines = (...objects: readonly object[]) => objects.map((object) => JSON.stringify(object)).join('\n')
const failure = ({ failure }: CliReading) => failure && `${failure.class}: ${failure.message}`

describe('a failure of Claude Code', () => {
  const read = (result: object, before: readonly object[] = [], stderr = '') =>
    readClaudeCode({ stdout: lines(...before, { type: 'result', is_error: true, ...result }), stderr, exitCode: 1 })
  const event = (event: object) => ({ type: 'stream_event', event })
  const OPENED = event({ type: 'message_start', message: { model: 'model-a', usage: { output_tokens: 1 } } })
  const TEXT = event({ type: 'content_block_delta', delta: { text: 'po' } })

  it.each([
    ['connection_failed', 'connect: the client could not connect, or lost its connection'],
    ['stream_idle_timeout', 'timeout: no first token: the stream opened and stalled'],
    ['max_output_tokens', 'wrong_answer: the reply was cut at the token limit'],
  ])('with the code %s and no reply begun is %s', (code, expected) => {
    expect(failure(read({ api_error: code, result: 'API Error' }))).toBe(expected)
  })

  it.each([
    ['connection_failed', 'truncated: the stream was cut off'],
    ['stream_idle_timeout', 'stalled: the stream to the client stalled'],
  ])('with the code %s within the reply is %s', (code, expected) => {
    expect(failure(read({ api_error: code, result: 'API Error' }, [OPENED, TEXT]))).toBe(expected)
  })

  it('whose connection broke after the stream opened is truncated, also before the first text', () => {
    expect(failure(read({ api_error: 'connection_failed' }, [OPENED]))).toBe('truncated: the stream was cut off')
  })

  it('with a stream that opened and gave no text is no stall: no first token came', () => {
    expect(failure(read({ api_error: 'stream_idle_timeout' }, [OPENED]))).toContain('timeout: no first token')
  })

  it.each(['ENOTFOUND', 'EAI_AGAIN'])('whose connection failed with %s is a failure of the name service', (code) => {
    const result = { api_error: 'connection_failed', result: `getaddrinfo ${code} api.example.org` }
    expect(failure(read(result))).toBe('dns: the client could not resolve the host name')
  })

  it('is a refusal of the model where the reply ended so, by the result or by the stream', () => {
    const expected = 'wrong_answer: the model refused to answer'
    expect(failure(read({ stop_reason: 'refusal' }))).toBe(expected)
    expect(failure(read({}, [OPENED, event({ type: 'message_delta', delta: { stop_reason: 'refusal' } })]))).toBe(
      expected,
    )
  })

  it.each([
    ['authentication_failed', 'credentials'],
    ['billing_error', 'quota'],
    ['server_error', 'server_error'],
    ['rate_limit', 'quota'],
    ['model_not_found', 'bad_request'],
    ['invalid_request', 'bad_request'],
  ])('that only the assistant reports as %s is of class %s', (error, expected) => {
    expect(read({ result: 'x' }, [{ type: 'assistant', error }]).failure?.class).toBe(expected)
  })

  it('without credit is a matter of the account, although the service answers 400', () => {
    const before = [{ type: 'assistant', error: 'billing_error' }]
    expect(failure(read({ api_error_status: 400, api_error_type: 'invalid_request_error' }, before))).toBe(
      'quota: the account has no credit',
    )
  })

  it('keeps its words as detail: of the result, of its list of errors, else of standard error', () => {
    expect(read({ result: 'first', errors: ['second'] }).failure?.detail).toBe('first')
    expect(read({ errors: ['a', 7, 'b'] }).failure?.detail).toBe('a\nb')
    expect(read({}, [], 'on stderr').failure?.detail).toBe('on stderr')
    expect(read({ result: 'x'.repeat(5_000) }).failure?.detail).toHaveLength(800)
  })

  it('has an exit code other than 0 where the result claims success', () => {
    const stdout = lines({ type: 'result', is_error: false, result: 'pong' })
    expect(readClaudeCode({ stdout, stderr: '', exitCode: 1 }).failure).toBeDefined()
    expect(readClaudeCode({ stdout, stderr: '', exitCode: 0 }).failure).toBeUndefined()
    expect(readClaudeCode({ stdout, stderr: '', exitCode: undefined }).answer).toBe('pong')
  })

  it('counts a request for each turn and each retry, at least one', () => {
    const retry = { type: 'system', subtype: 'api_retry' }
    expect(read({ num_turns: 3 }, [retry, retry]).measures).toMatchObject({ requests: 5, retries: 2 })
    expect(read({ num_turns: 0 }).measures.requests).toBe(1)
    expect(read({}).measures).not.toHaveProperty('requests')
  })

  it('spends the input of all its caches, and no reply tokens count as those of a reply', () => {
    const usage = { input_tokens: 3, cache_creation_input_tokens: 10, cache_read_input_tokens: 100, output_tokens: 7 }
    const { measures } = read({ usage, duration_api_ms: 900 })
    expect(measures).toEqual({ input_tokens: 113, output_tokens: 7 })
    const good = readClaudeCode({
      stdout: lines({ type: 'result', result: 'pong', usage, duration_api_ms: 900 }),
      stderr: '',
      exitCode: 0,
    })
    expect(good.measures).toEqual({ input_tokens: 113, output_tokens: 7, tokens: 7, api_ms: 900 })
  })

  it('names the model of the stream, and is complete only with a result', () => {
    expect(read({}, [OPENED]).model).toBe('model-a')
    expect(readClaudeCode({ stdout: lines(OPENED, TEXT), stderr: '', exitCode: undefined })).toMatchObject({
      complete: false,
      progress: 'text',
      failure: undefined,
    })
    expect(readClaudeCode({ stdout: lines(OPENED), stderr: '', exitCode: 0 }).progress).toBe('opened')
    expect(readClaudeCode({ stdout: '', stderr: '', exitCode: 0 }).progress).toBe('nothing')
  })
})

describe('a failure of Codex', () => {
  const read = (...events: readonly object[]) => readCodex({ stdout: lines(...events), stderr: '', exitCode: 1 })
  const reply = (text: string) => ({ type: 'item.completed', item: { type: 'agent_message', text } })
  const DONE = { type: 'turn.completed', usage: { input_tokens: 9, output_tokens: 4 } }

  it('is that of the turn, before any error at the top level', () => {
    const reading = read(
      { type: 'error', message: 'HTTP 500' },
      { type: 'turn.failed', error: { message: 'HTTP 429 Too Many Requests' } },
    )
    expect(reading.failure?.detail).toBe('HTTP 429 Too Many Requests')
  })

  it('is none where the turn completed in spite of an error before it', () => {
    expect(read({ type: 'error', message: 'stream error, retrying 1/5' }, reply('pong'), DONE)).toMatchObject({
      failure: undefined,
      answer: 'pong',
      complete: true,
      measures: { tokens: 4, input_tokens: 9, output_tokens: 4 },
    })
  })

  it('has the status and type of the error body within its message', () => {
    const body = { error: { code: 503, type: 'server_error', message: 'x' } }
    expect(read({ type: 'turn.failed', error: { message: `unexpected:\n${JSON.stringify(body)}` } })).toMatchObject({
      status: 503,
      failure: { httpStatus: 503 },
    })
  })

  it('has the type of the error body where that has no status', () => {
    const body = { error: { code: 'x', type: 'overloaded_error' } }
    expect(failure(read({ type: 'turn.failed', error: { message: JSON.stringify(body) } }))).toBe(
      'overloaded: the service says overloaded_error',
    )
  })

  it('takes the last reply, an empty one where the turn completed without a reply', () => {
    expect(read(reply('one'), reply('two'), DONE).answer).toBe('two')
    expect(read(DONE).answer).toBe('')
    expect(read(reply('one')).answer).toBeUndefined()
  })

  it('is not complete where a text came in an item of an unknown kind and none in a reply', () => {
    const odd = { type: 'item.completed', item: { type: 'final_answer', text: 'pong' } }
    expect(read(odd, DONE).complete).toBe(false)
    expect(read(odd, reply('pong'), DONE).complete).toBe(true)
    expect(read({ type: 'item.completed', item: { type: 'reasoning', text: 'hm' } }, DONE).complete).toBe(true)
  })
})

describe('the reading of a client', () => {
  it('never gives both an answer and a failure', () => {
    const value = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.integer({ min: 0, max: 600 }),
      fc.boolean(),
      fc.constant(null),
    )
    const object = fc.record(
      {
        type: fc.constantFrom('result', 'turn.completed', 'turn.failed', 'error', 'item.completed', 'assistant'),
        is_error: fc.boolean(),
        result: value,
        response: value,
        error: fc.oneof(value, fc.record({ message: value, code: value, type: value }, { requiredKeys: [] })),
        item: fc.record({ type: fc.constantFrom('agent_message', 'error'), text: value }),
        api_error_status: value,
        message: value,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(object, { maxLength: 4 }), fc.constantFrom(0, 1, 41, 145), (objects, exitCode) => {
        const printed = { stdout: lines(...objects), stderr: '', exitCode }
        for (const read of [readClaudeCode, readGemini]) {
          const { answer, failure } = read(printed)
          expect(answer === undefined || failure === undefined).toBe(true)
        }
        const codex = readCodex(printed)
        if (codex.failure) expect(codex.complete).toBe(true)
      }),
    )
  })
})
