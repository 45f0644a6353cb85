import { describe, expect, it } from 'vitest'
import { type DialectName, type OddEvent, useOddJson } from './odd-json-kit.ts'

const { stream } = useOddJson()

describe('a stream with an event whose JSON has an undocumented shape', () => {
  const DELTA = { type: 'text_delta', text: 'pong' }
  const EVENTS: readonly OddEvent[] = [
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
    ['content_block_delta', { delta: 'pong' }, "'stream a message': delta of an event is a text, expected an object"],
    ['content_block_delta', { delta: { ...DELTA, text: 5 } }, "'stream a message': delta.text of an event is a number"],
    ['content_block_delta', [DELTA], "'stream a message': an event is a list, expected an object"],
    ['content_block_delta', 'null', "'stream a message': an event is null, expected an object"],
    ['message_delta', { usage: { output_tokens: '2' } }, "'stream a message': usage.output_tokens of an event is a te"],
    ['message_delta', { delta: { stop_reason: 1 } }, "'check the event sequence': delta.stop_reason of an event is a"],
    ['message_start', { message: { model: 7 } }, "'check the answer': message.model of an event is a number, expected"],
    ['message_start', { message: null }, "'check the answer': the reply does not say which model answered"],
  ])('is a wrong answer of the Messages API: %s %j', async (event, data, message) => {
    expect(await stream('messages', withEvent(event, data))).toContain(`wrong_answer/provider at ${message}`)
  })

  it('passes where an optional field is null, and with unknown events', async () => {
    const usage = { delta: { stop_reason: 'end_turn', text: null }, usage: null }
    expect(await stream('messages', withEvent('message_delta', usage))).toBe('passed')
    const news = ['brand_new_event', { delta: 'odd', usage: 'odd', message: 'odd' }] as const
    expect(await stream('messages', [news, ...EVENTS, news])).toBe('passed')
  })

  const CHUNK = { model: 'm', choices: [{ delta: { content: 'pong' }, finish_reason: 'stop' }] }

  it.each<[unknown, string]>([
    [{ ...CHUNK, choices: [null] }, "'stream a message': choices[0] of an event is null, expected an object"],
    [{ ...CHUNK, choices: 'pong' }, "'stream a message': choices of an event is a text, expected a list"],
    [
      { ...CHUNK, choices: [{ delta: { content: [] } }] },
      "'stream a message': choices[0].delta.content of an event is",
    ],
    [{ ...CHUNK, usage: { completion_tokens: {} } }, "'stream a message': usage.completion_tokens of an event is an"],
    [{ ...CHUNK, model: {} }, "'check the answer': model of an event is an object, expected a text"],
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
  ])('is of class edge where an event of %s is not JSON', async (dialect, events) => {
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
