import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import api from '../../../../probes/api.probe.ts'
import apiMethods from '../../../../probes/api-methods.probe.ts'
import { Secret, type Target } from '../../../../src/core/index.ts'
import { apiProbe } from '../../../../src/probe/index.ts'
import { runHere, verdictLine } from '../../kit.ts'
import { httpAnswer, useRawServer } from '../../raw-server.ts'

const server = useRawServer()
const JSON_TYPE = { 'content-type': 'application/json' }
const STREAM = { 'content-type': 'text/event-stream' }

type DialectName = 'messages' | 'chat-completions'

const target = (dialect: DialectName): Target => ({
  name: 'here',
  title: 'Here',
  api: { url: server.url, key: new Secret('KEY', 'sk-0123456789'), model: 'm', prompt: 'p', answer: 'pong', dialect },
})

const MESSAGE = { type: 'message', content: [{ type: 'text', text: 'pong' }], stop_reason: 'end_turn', model: 'm' }
const COMPLETION = { choices: [{ message: { content: 'pong' }, finish_reason: 'stop' }], model: 'm' }
const GOOD: Readonly<Record<string, unknown>> = {
  '/v1/messages': MESSAGE,
  '/v1/chat/completions': COMPLETION,
  '/v1/messages/count_tokens': { input_tokens: 7 },
  '/v1/models': { data: [{ id: 'm' }] },
}

/** What becomes of the api-methods probe where the service answers each address with JSON, at one address something odd. */
async function methods(dialect: DialectName, path = '', answer: unknown = undefined): Promise<string> {
  server.answer = (socket, request) => {
    const asked = /^\S+ (\S+)/.exec(request)?.[1] ?? ''
    socket.end(httpAnswer(200, JSON_TYPE, JSON.stringify(asked === path ? answer : GOOD[asked])))
  }
  return verdictLine(await runHere(apiMethods, target(dialect)))
}

/** What becomes of the api probe where the service streams these events. */
async function stream(dialect: DialectName, events: readonly (readonly [event: string, data: unknown])[]) {
  const written = events.map(([event, data]) => {
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    return `${event === '' ? '' : `event: ${event}\n`}data: ${text}\n\n`
  })
  server.answer = (socket) => void socket.end(httpAnswer(200, STREAM, written.join('')))
  return verdictLine(await runHere(api, target(dialect)))
}

describe('JSON of another shape than documented, in one piece', () => {
  it('is not what the good answers are', async () => {
    expect(await methods('messages')).toBe('passed')
    expect(await methods('chat-completions')).toBe('passed')
  })

  it.each<[unknown, string]>([
    [{ ...MESSAGE, content: 'pong' }, 'content of the reply is a text where a list belongs'],
    [{ ...MESSAGE, content: [null] }, 'content[0] of the reply is null where an object belongs'],
    [{ ...MESSAGE, content: [{ type: 'text', text: 5 }] }, 'content[0].text of the reply is a number where a text bel'],
    [{ ...MESSAGE, content: null }, 'the reply is empty'],
    [{ ...MESSAGE, stop_reason: ['end_turn'] }, 'stop_reason of the reply is a list where a text belongs'],
    [{ ...MESSAGE, model: 7 }, 'model of the reply is a number where a text belongs'],
    [{ ...MESSAGE, model: undefined }, 'the reply does not say which model answered'],
    [{ ...MESSAGE, model: '' }, 'the reply does not say which model answered'],
    [null, 'the reply is null where an object belongs'],
    ['pong', 'the reply is a text where an object belongs'],
    [[MESSAGE], 'the reply is a list where an object belongs'],
  ])('is a wrong answer of the Messages API: %j', async (answer, message) => {
    expect(await methods('messages', '/v1/messages', answer)).toContain(
      `wrong_answer/provider at 'send a message': ${message}`,
    )
  })

  it.each<[unknown, string]>([
    [{ ...COMPLETION, choices: [null] }, 'choices[0] of the reply is null where an object belongs'],
    [{ ...COMPLETION, choices: { message: 'pong' } }, 'choices of the reply is an object where a list belongs'],
    [
      { ...COMPLETION, choices: [{ message: 'pong' }] },
      'choices[0].message of the reply is a text where an object bel',
    ],
    [{ ...COMPLETION, choices: [] }, 'why the reply ended: expected: "stop", received: undefined'],
    [{ ...COMPLETION, choices: null }, 'why the reply ended: expected: "stop", received: undefined'],
    [{ ...COMPLETION, model: null }, 'the reply does not say which model answered'],
    [true, 'the reply is true or false where an object belongs'],
  ])('is a wrong answer of chat completions: %j', async (answer, message) => {
    expect(await methods('chat-completions', '/v1/chat/completions', answer)).toContain(
      `wrong_answer/provider at 'send a message': ${message}`,
    )
  })

  it.each<[unknown, string]>([
    ['7', 'the count is a text where an object belongs'],
    [null, 'the count is null where an object belongs'],
    [{}, 'the count has no input_tokens'],
    [{ input_tokens: '7' }, 'input_tokens of the count is a text where a number belongs'],
    [{ input_tokens: 0 }, 'the count of tokens: expected: > 0, received: 0'],
  ])('is a wrong answer to what the tokens are: %j', async (answer, message) => {
    expect(await methods('messages', '/v1/messages/count_tokens', answer)).toBe(
      `wrong_answer/provider at 'count tokens': ${message}`,
    )
  })

  it.each<[unknown, string]>([
    [[{ id: 'm' }], 'the list of models is a list where an object belongs'],
    [{ data: 'm' }, 'data of the list of models is a text where a list belongs'],
    [{ data: [null] }, 'data[0] of the list of models is null where an object belongs'],
    [{ data: [{ name: 'm' }] }, 'data[0] of the list of models has no id'],
    [{ data: null }, 'the list of models has no data'],
    [{ data: [] }, 'the number of models: expected: > 0, received: 0'],
  ])('is a wrong answer to which models there are: %j', async (answer, message) => {
    expect(await methods('messages', '/v1/models', answer)).toBe(
      `wrong_answer/provider at 'list the models': ${message}`,
    )
  })
})

describe('an error in one piece with a good status', () => {
  const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' }

  it.each<[unknown, string]>([
    [overloaded, 'overloaded/provider at $step: overloaded_error in an answer with HTTP 200'],
    [{ error: { code: 'insufficient_quota', message: 'Pay' } }, 'quota/ours at $step: insufficient_quota in an ans'],
    [{ type: 'error' }, 'server_error/provider at $step: an error without a type in an answer with HTTP 200'],
    [{ error: 'overloaded' }, 'server_error/provider at $step: an error without a type in an answer with HTTP 200'],
  ])('is what it says, whatever was asked for: %j', async (answer, verdict) => {
    for (const [path, step] of [
      ['/v1/messages', 'send a message'],
      ['/v1/messages/count_tokens', 'count tokens'],
      ['/v1/models', 'list the models'],
    ]) {
      expect(await methods('messages', path, answer)).toContain(verdict.replace('$step', `'${step}'`))
    }
  })

  it('is none where an answer has an error among other fields, as that of a job may', async () => {
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

describe('JSON of another shape than documented, in a stream', () => {
  const DELTA = { type: 'text_delta', text: 'pong' }
  const EVENTS: readonly (readonly [event: string, data: unknown])[] = [
    ['message_start', { message: { model: 'm' } }],
    ['content_block_start', { index: 0 }],
    ['content_block_delta', { index: 0, delta: DELTA }],
    ['content_block_stop', { index: 0 }],
    ['message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } }],
    ['message_stop', {}],
  ]
  const withEvent = (name: string, data: unknown) =>
    EVENTS.map(([event, good]) => [event, event === name ? data : good] as const)

  it.each<[string, unknown, string]>([
    [
      'content_block_delta',
      { delta: 'pong' },
      "'stream a message': delta of an event is a text where an object belongs",
    ],
    ['content_block_delta', { delta: { ...DELTA, text: 5 } }, "'stream a message': delta.text of an event is a number"],
    ['content_block_delta', [DELTA], "'stream a message': an event is a list where an object belongs"],
    ['content_block_delta', 'null', "'stream a message': an event is null where an object belongs"],
    ['message_delta', { usage: { output_tokens: '2' } }, "'stream a message': usage.output_tokens of an event is a te"],
    ['message_delta', { delta: { stop_reason: 1 } }, "'check the event sequence': delta.stop_reason of an event is a"],
    ['message_start', { message: { model: 7 } }, "'check the answer': message.model of an event is a number where a"],
    ['message_start', { message: null }, "'check the answer': the reply does not say which model answered"],
  ])('is a wrong answer of the Messages API: %s %j', async (event, data, message) => {
    expect(await stream('messages', withEvent(event, data))).toContain(`wrong_answer/provider at ${message}`)
  })

  it('passes with nothing in the place of what need not be there, and with unknown events', async () => {
    const usage = { delta: { stop_reason: 'end_turn', text: null }, usage: null }
    expect(await stream('messages', withEvent('message_delta', usage))).toBe('passed')
    const news = ['brand_new_event', { delta: 'odd', usage: 'odd', message: 'odd' }] as const
    expect(await stream('messages', [news, ...EVENTS, news])).toBe('passed')
  })

  const CHUNK = { model: 'm', choices: [{ delta: { content: 'pong' }, finish_reason: 'stop' }] }

  it.each<[unknown, string]>([
    [{ ...CHUNK, choices: [null] }, "'stream a message': choices[0] of an event is null where an object belongs"],
    [{ ...CHUNK, choices: 'pong' }, "'stream a message': choices of an event is a text where a list belongs"],
    [
      { ...CHUNK, choices: [{ delta: { content: [] } }] },
      "'stream a message': choices[0].delta.content of an event is",
    ],
    [{ ...CHUNK, usage: { completion_tokens: {} } }, "'stream a message': usage.completion_tokens of an event is an"],
    [{ ...CHUNK, model: {} }, "'check the answer': model of an event is an object where a text belongs"],
    [{ ...CHUNK, model: null }, "'check the answer': the reply does not say which model answered"],
  ])('is a wrong answer of chat completions: %j', async (chunk, message) => {
    const events = [['', chunk] as const, ['', '[DONE]'] as const]
    expect(await stream('chat-completions', events)).toContain(`wrong_answer/provider at ${message}`)
  })

  it.each<[DialectName, (readonly [string, unknown])[]]>([
    ['messages', withEvent('content_block_delta', 'pong')],
    [
      'chat-completions',
      [
        ['', 'pong'],
        ['', CHUNK],
        ['', '[DONE]'],
      ],
    ],
  ])('is less than that where an event of %s is not JSON', async (dialect, events) => {
    expect(await stream(dialect, events)).toBe(
      "edge/provider at 'stream a message': an event of the stream is not JSON",
    )
  })

  it.each<[string, string, unknown, string]>([
    [
      'without its object',
      'error',
      { type: 'error' },
      "server_error/provider at 'stream a message': an error without a type inside",
    ],
    [
      'that is no JSON',
      'error',
      'Overloaded',
      "server_error/provider at 'stream a message': an error without a type inside the stream",
    ],
    [
      'with an odd type',
      'error',
      { error: { type: 5, message: [] } },
      "server_error/provider at 'stream a message': an error without a t",
    ],
    [
      'in an event without a name',
      '',
      { type: 'error', error: { type: 'overloaded_error' } },
      'overloaded/provider at ',
    ],
  ])('is an error of the Messages API also %s', async (_how, event, data, verdict) => {
    expect(await stream('messages', [...EVENTS.slice(0, 4), [event, data], ...EVENTS.slice(4)])).toContain(verdict)
  })

  it.each<[unknown, string]>([
    [{ error: 'overloaded' }, "server_error/provider at 'stream a message': an error without a type inside the stream"],
    [
      { error: { code: 'insufficient_quota' } },
      "quota/ours at 'stream a message': insufficient_quota inside the stream",
    ],
    [{ error: {} }, "server_error/provider at 'stream a message': an error without a type inside the stream"],
  ])('is an error of chat completions also as %j', async (chunk, verdict) => {
    expect(
      await stream('chat-completions', [
        ['', chunk],
        ['', CHUNK],
        ['', '[DONE]'],
      ]),
    ).toContain(verdict)
  })
})

describe('whatever JSON a service puts in the place of a part of its answers', () => {
  it.each<[DialectName, string]>([
    ['messages', '/v1/messages'],
    ['messages', '/v1/messages/count_tokens'],
    ['messages', '/v1/models'],
    ['chat-completions', '/v1/chat/completions'],
  ])('is never held against the probe: %s %s', async (dialect, path) => {
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
