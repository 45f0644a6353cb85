import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiProbe } from '../../../../src/probe/index.ts'
import { runHere } from '../../kit.ts'
import { httpAnswer } from '../../raw-server.ts'
import { COMPLETION, type DialectName, GOOD, JSON_TYPE, MESSAGE, useOddJson } from './odd-json-kit.ts'

const { server, target, methods } = useOddJson()

describe('an unstreamed answer whose JSON has an undocumented shape', () => {
  it('differs from a correct one, which passes in both dialects', async () => {
    expect(await methods('messages')).toBe('passed')
    expect(await methods('chat-completions')).toBe('passed')
  })

  it.each<[unknown, string]>([
    [{ ...MESSAGE, content: 'pong' }, 'content of the reply is a text, expected a list'],
    [{ ...MESSAGE, content: [null] }, 'content[0] of the reply is null, expected an object'],
    [{ ...MESSAGE, content: [{ type: 'text', text: 5 }] }, 'content[0].text of the reply is a number, expected a te'],
    [{ ...MESSAGE, content: null }, 'the reply is empty'],
    [{ ...MESSAGE, stop_reason: ['end_turn'] }, 'stop_reason of the reply is a list, expected a text'],
    [{ ...MESSAGE, model: 7 }, 'model of the reply is a number, expected a text'],
    [{ ...MESSAGE, model: undefined }, 'the reply does not say which model answered'],
    [{ ...MESSAGE, model: '' }, 'the reply does not say which model answered'],
    [null, 'the reply is null, expected an object'],
    ['pong', 'the reply is a text, expected an object'],
    [[MESSAGE], 'the reply is a list, expected an object'],
  ])('is a wrong answer of the Messages API: %j', async (answer, message) => {
    expect(await methods('messages', '/v1/messages', answer)).toContain(
      `wrong_answer/provider at 'send a message': ${message}`,
    )
  })

  it.each<[unknown, string]>([
    [{ ...COMPLETION, choices: [null] }, 'choices[0] of the reply is null, expected an object'],
    [{ ...COMPLETION, choices: { message: 'pong' } }, 'choices of the reply is an object, expected a list'],
    [{ ...COMPLETION, choices: [{ message: 'pong' }] }, 'choices[0].message of the reply is a text, expected an obj'],
    [{ ...COMPLETION, choices: [] }, 'why the reply ended: expected: "stop", received: undefined'],
    [{ ...COMPLETION, choices: null }, 'why the reply ended: expected: "stop", received: undefined'],
    [{ ...COMPLETION, model: null }, 'the reply does not say which model answered'],
    [true, 'the reply is true or false, expected an object'],
  ])('is a wrong answer of chat completions: %j', async (answer, message) => {
    expect(await methods('chat-completions', '/v1/chat/completions', answer)).toContain(
      `wrong_answer/provider at 'send a message': ${message}`,
    )
  })

  it.each<[unknown, string]>([
    ['7', 'the count is a text, expected an object'],
    [null, 'the count is null, expected an object'],
    [{}, 'the count has no input_tokens'],
    [{ input_tokens: '7' }, 'input_tokens of the count is a text, expected a number'],
    [{ input_tokens: 0 }, 'the count of tokens: expected: > 0, received: 0'],
  ])('is a wrong answer of the token count: %j', async (answer, message) => {
    expect(await methods('messages', '/v1/messages/count_tokens', answer)).toBe(
      `wrong_answer/provider at 'count tokens': ${message}`,
    )
  })

  it.each<[unknown, string]>([
    [[{ id: 'm' }], 'the list of models is a list, expected an object'],
    [{ data: 'm' }, 'data of the list of models is a text, expected a list'],
    [{ data: [null] }, 'data[0] of the list of models is null, expected an object'],
    [{ data: [{ name: 'm' }] }, 'data[0] of the list of models has no id'],
    [{ data: null }, 'the list of models has no data'],
    [{ data: [] }, 'the number of models: expected: > 0, received: 0'],
  ])('is a wrong answer of the list of models: %j', async (answer, message) => {
    expect(await methods('messages', '/v1/models', answer)).toBe(
      `wrong_answer/provider at 'list the models': ${message}`,
    )
  })
})

describe('an unstreamed error with HTTP 200', () => {
  const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' }

  it.each<[unknown, string]>([
    [overloaded, 'overloaded/provider at $step: overloaded_error in an answer with HTTP 200'],
    [{ error: { code: 'insufficient_quota', message: 'Pay' } }, 'quota/ours at $step: insufficient_quota in an ans'],
    [{ type: 'error' }, 'server_error/provider at $step: an error without a type in an answer with HTTP 200'],
    [{ error: 'overloaded' }, 'server_error/provider at $step: an error without a type in an answer with HTTP 200'],
  ])('has the class of its type, at every path: %j', async (answer, verdict) => {
    for (const [path, step] of [
      ['/v1/messages', 'send a message'],
      ['/v1/messages/count_tokens', 'count tokens'],
      ['/v1/models', 'list the models'],
    ]) {
      expect(await methods('messages', path, answer)).toContain(verdict.replace('$step', `'${step}'`))
    }
  })

  it('is no error where it is one field among others, as in the answer of a job', async () => {
    let read: unknown
    const job = apiProbe({ name: 'job', surface: 'api', every: '1m', timeout: '30s' }, async ({ http, step }) => {
      await step('ask', async () => {
        read = (await http.request(server.url)).json()
      })
    })
    const answer = { id: 'job_1', error: { type: 'api_error', message: 'It failed' } }
    server.answer = (socket) => void socket.end(httpAnswer(200, JSON_TYPE, JSON.stringify(answer)))
    await runHere(job, target('messages'))
    expect(read).toEqual(answer)
  })
})

describe('any JSON in place of any part of an answer', () => {
  it.each<[DialectName, string]>([
    ['messages', '/v1/messages'],
    ['messages', '/v1/messages/count_tokens'],
    ['messages', '/v1/models'],
    ['chat-completions', '/v1/chat/completions'],
  ])('passes or is the fault of the provider, never of the probe: %s %s', async (dialect, path) => {
    const parts = placesIn(GOOD[path])
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parts), fc.jsonValue({ maxDepth: 2 }), async (place, odd) => {
        expect(await methods(dialect, path, replaced(GOOD[path], place, odd))).toMatch(/^passed$|\/provider at /)
      }),
      { numRuns: 60 },
    )
  })

  /** The way to every part of an answer, itself first: ['content', '0', 'text']. */
  function placesIn(value: unknown): readonly (readonly string[])[] {
    const inside = typeof value === 'object' ? Object.entries(value ?? {}) : []
    return [[], ...inside.flatMap(([key, part]) => placesIn(part).map((place) => [key, ...place]))]
  }

  function replaced(value: unknown, [key, ...rest]: readonly string[], odd: unknown): unknown {
    if (key === undefined) return odd
    const copy = structuredClone(value) as Record<string, unknown>
    copy[key] = replaced(copy[key], rest, odd)
    return copy
  }
})
