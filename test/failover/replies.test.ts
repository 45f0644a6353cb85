import { describe, expect, it } from 'vitest'
import { replyOf } from '../../src/failover/routes/cli.ts'
import { teamEnvironment } from '../../src/failover/routes/client-program.ts'
import { argumentsOf, codexReply } from '../../src/failover/routes/codex.ts'
import { StreamReading } from '../../src/failover/routes/http.ts'

function read(api: 'messages' | 'chat-completions', events: readonly (object | string)[]) {
  const reading = new StreamReading(api)
  for (const event of events) reading.add(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
  return reading.reply()
}

const START = { type: 'message_start', message: { model: 'claude-x' } }
const token = (text: string) => ({ type: 'content_block_delta', delta: { text } })

describe('a stream as a careful caller reads it', () => {
  it('is complete with message_stop', () => {
    const events = [START, token('a '), token('b'), { type: 'message_stop' }]
    expect(read('messages', events)).toEqual({ text: 'a b', complete: true, model: 'claude-x' })
    expect(read('messages', events.slice(0, -1))).toMatchObject({ text: 'a b', complete: false })
  })

  it('has an error where an event says so, and keeps the text so far', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    expect(read('messages', [START, token('a'), error])).toEqual({
      ...{ text: 'a', complete: false, model: 'claude-x' },
      error: 'overloaded_error: Overloaded',
    })
  })

  it('is complete with [DONE] in chat completions, and only there', () => {
    const chunk = { model: 'gpt-x', choices: [{ delta: { content: 'a' } }] }
    expect(read('chat-completions', [chunk, '[DONE]'])).toEqual({ text: 'a', complete: true, model: 'gpt-x' })
    expect(read('messages', [START, '[DONE]']).complete).toBe(false)
  })

  it.each([
    ['of a type and a message', { type: 'overloaded_error', message: 'Overloaded' }, 'overloaded_error: Overloaded'],
    ['without a type', { message: 'No deployments available', code: 429 }, 'No deployments available'],
    ['without a message', { type: 'overloaded_error' }, 'overloaded_error'],
    ['as a text', 'upstream timed out', 'upstream timed out'],
    ['of neither', { code: 500 }, 'an error without text'],
    ['over several lines', { message: 'a\nb' }, 'a b'],
  ])('has the words of an error %s', (_what, error, words) => {
    expect(read('chat-completions', [{ error }]).error).toBe(words)
  })

  it('keeps the first error, and none for null', () => {
    expect(read('messages', [{ error: 'first' }, { error: 'second' }]).error).toBe('first')
    expect(read('messages', [START, { error: null }, token('a')])).not.toHaveProperty('error')
  })

  it.each([
    [{ delta: { text: { a: 1 } } }],
    [{ delta: null, choices: null, message: null }],
    [{ choices: [null] }],
    [{ choices: [{ delta: null }] }],
    [{ choices: [{ delta: { content: 7 } }], model: 7 }],
    [{ choices: {} }],
    [[]],
    ['7'],
    ['null'],
  ])('takes no text from %j', (event) => {
    expect(read('chat-completions', [event])).toEqual({ text: '', complete: false })
  })

  it('passes over what is no JSON', () => {
    expect(read('messages', ['{"type":', '"text"', START, token('a')])).toMatchObject({ text: 'a' })
  })
})

describe('the output of Claude Code', () => {
  const result = (fields: object) => JSON.stringify({ type: 'result', subtype: 'success', ...fields })

  it('is an answer with the model that gave it', () => {
    const stdout = `a warning\n${result({ is_error: false, result: 'pong', modelUsage: { 'claude-x': {} } })}\n`
    expect(replyOf(stdout, '')).toEqual({ text: 'pong', complete: true, model: 'claude-x' })
  })

  it('is an error by is_error, although the subtype is success', () => {
    const stdout = result({ is_error: true, result: 'API Error: 529 Overloaded', api_error_status: 529 })
    expect(replyOf(stdout, '')).toEqual({ text: '', complete: false, error: 'API Error: 529 Overloaded' })
  })

  it('is no text where the result is none', () => {
    expect(replyOf(result({ result: { a: 1 } }), '')).toEqual({ text: '', complete: true })
    expect(replyOf(result({ is_error: true, result: 7 }), '').error).toBe('an error without text')
  })

  it('is that of the last result', () => {
    expect(replyOf(`${result({ result: 'first' })}\n${result({ result: 'last' })}`, '').text).toBe('last')
  })

  it('is an error where there is no result line', () => {
    expect(replyOf('', "error: unknown option '--tools'\n").error).toBe("error: unknown option '--tools'")
    expect(replyOf('{"type":"system"}\nnull\n', '').error).toBe('no result')
  })
})

describe('the environment of a client of the team', () => {
  const PROXIES = /^(HTTPS?_PROXY|https?_proxy|NO_PROXY|no_proxy)$/

  it('has the settings of the team that match, and reaches this machine without a proxy', () => {
    expect(teamEnvironment({ HTTPS_PROXY: 'http://p:1', SECRET: 'x', PATH: '/bin' }, PROXIES)).toEqual({
      NO_PROXY: '127.0.0.1,localhost',
      HTTPS_PROXY: 'http://p:1',
    })
  })

  it('has proxies in small letters as well, as curl and the clients read them', () => {
    expect(teamEnvironment({ https_proxy: 'http://p:1' }, PROXIES)).toEqual({
      NO_PROXY: '127.0.0.1,localhost',
      https_proxy: 'http://p:1',
    })
  })

  it.each(['NO_PROXY', 'no_proxy'])('has the exceptions of the team where it sets %s, and no others', (name) => {
    expect(teamEnvironment({ [name]: 'corp.example' }, PROXIES)).toEqual({ [name]: 'corp.example' })
  })

  it('takes an empty variable for none', () => {
    expect(teamEnvironment({ NO_PROXY: '', HTTP_PROXY: undefined }, PROXIES)).toEqual({
      NO_PROXY: '127.0.0.1,localhost',
    })
  })
})

describe('the output of Codex', () => {
  const lines = (...events: readonly object[]) => events.map((event) => JSON.stringify(event)).join('\n')
  const message = (text: string) => ({ type: 'item.completed', item: { type: 'agent_message', text } })
  const warning = { type: 'item.completed', item: { type: 'error', message: 'unknown model metadata' } }
  const done = { type: 'turn.completed', usage: { output_tokens: 7 } }

  it('is the last message of a turn that was completed, although an item is called error', () => {
    const stdout = `a warning\n${lines({ type: 'thread.started' }, warning, message('first'), message('pong'), done)}\n`
    expect(codexReply(stdout, '')).toEqual({ text: 'pong', complete: true })
  })

  it('is the error of a failed turn, however much of an answer came before', () => {
    const failed = { type: 'turn.failed', error: { message: 'stream disconnected before completion: Overloaded' } }
    const stdout = lines(message('po'), { type: 'error', message: 'Reconnecting… 1/5' }, failed)
    expect(codexReply(stdout, 'noise')).toEqual({
      ...{ text: '', complete: false },
      error: 'stream disconnected before completion: Overloaded',
    })
  })

  it('is an error where the turn neither ended nor failed', () => {
    expect(codexReply(lines({ type: 'error', message: 'exceeded retry limit, last status: 429' }), '').error).toMatch(
      /429/,
    )
    expect(codexReply('null\n[]\n', 'error: unexpected argument\n').error).toBe('error: unexpected argument')
    expect(codexReply('', '').error).toBe('no result')
  })

  it('comes from the gateway: its address, the model, and no key in the arguments', () => {
    const entry = {
      url: 'http://127.0.0.1:4000/a"b',
      api: 'chat-completions' as const,
      key: 'sk-secret',
      model: 'gpt-x',
    }
    const args = argumentsOf(entry, 'Reply with pong')
    expect(args.at(-1)).toBe('Reply with pong')
    expect(args.join(' ')).toContain('base_url="http://127.0.0.1:4000/a\\"b/v1"')
    expect(args.join(' ')).not.toContain('sk-secret')
    expect(args.join(' ')).not.toMatch(/max_retries/)
  })
})
