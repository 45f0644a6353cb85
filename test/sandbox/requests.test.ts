import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import { RateLimits } from '../../src/sandbox/anthropic/limits.ts'
import { messageBody, messageFrames } from '../../src/sandbox/anthropic/message.ts'
import { allTextOf, promptOf, readCountRequest, readMessageRequest } from '../../src/sandbox/anthropic/request.ts'
import { statusFailure } from '../../src/sandbox/cli/failure.ts'
import { readSettings } from '../../src/sandbox/cli/settings.ts'
import { composeReply, countTokens } from '../../src/sandbox/reply/compose.ts'
import { createClock } from '../support/clock.ts'

const ASK = { model: 'lumen-small-2', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] }

describe('a request to the Messages API', () => {
  it.each([
    ['a list', [], 'body: '],
    ['nothing', undefined, 'body: '],
    ['no model', { ...ASK, model: undefined }, 'model: '],
    ['an empty model', { ...ASK, model: '' }, 'model: '],
    ['no messages', { ...ASK, messages: [] }, 'messages: '],
    ['an unknown role', { ...ASK, messages: [{ role: 'tool', content: '' }] }, 'messages.0.role: '],
    ['a number for content', { ...ASK, messages: [{ role: 'user', content: 7 }] }, 'messages.0.content: '],
    ['no limit', { ...ASK, max_tokens: undefined }, 'max_tokens: '],
    ['a limit of nothing', { ...ASK, max_tokens: 0 }, 'max_tokens: '],
    ['a stream that is a text', { ...ASK, stream: 'yes' }, 'stream: '],
  ])('with %s is refused with the place of the mistake', (_what, body, place) => {
    expect(readMessageRequest(body)).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      message: expect.stringMatching(new RegExp(`^${place.replaceAll('.', '\\.')}`)),
    })
  })

  it('is for a model of the two families only', () => {
    for (const model of ['lumen-small-2', 'claude-any'])
      expect(readMessageRequest({ ...ASK, model })).toMatchObject({ model })
    expect(readMessageRequest({ ...ASK, model: 'gpt-1' })).toEqual({
      status: 404,
      type: 'not_found_error',
      message: 'model: gpt-1',
    })
  })

  it('that only counts tokens needs no limit', () => {
    expect(readCountRequest({ model: ASK.model, messages: ASK.messages })).not.toHaveProperty('status')
  })

  it('is answered by the newest message of the user, in all its blocks', () => {
    const messages = [
      { role: 'user' as const, content: 'first' },
      {
        role: 'user' as const,
        content: [{ type: 'text', text: 'second' }, { type: 'image' }, { type: 'text', text: 'third' }],
      },
      { role: 'assistant' as const, content: 'fourth' },
    ]
    expect(promptOf({ model: 'm', messages })).toBe('second\n\nthird')
    expect(promptOf({ model: 'm', messages: messages.slice(2) })).toBe('fourth')
    expect(allTextOf({ model: 'm', messages })).toBe('first\nsecond\n\nthird\nfourth')
  })

  it('never throws, whatever JSON it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        for (const read of [readMessageRequest, readCountRequest]) expect(typeof read(body)).toBe('object')
      }),
    )
  })
})

describe('a message of the Messages API', () => {
  const reply = (prompt: string, maxTokens: number) => composeReply({ prompt, model: 'lumen-large-2', maxTokens })

  it('is the same text whole and streamed, with the same usage and reason to stop', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 60 }), (prompt, maxTokens) => {
        const answer = reply(prompt, maxTokens)
        const body = messageBody('msg_1', answer) as { content: { text: string }[]; stop_reason: string; usage: object }
        const events = messageFrames('msg_1', answer, { firstToken: 0, token: () => 0 }).map(({ text }) =>
          JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? ''),
        )
        const text = events.map((event) => event.delta?.text ?? '').join('')
        expect(text).toBe(body.content.map((block) => block.text).join(''))
        const end = events.find((event) => event.type === 'message_delta')
        expect(end.delta.stop_reason).toBe(body.stop_reason)
        expect(body.usage).toMatchObject(end.usage)
        expect(events[0].message.usage.input_tokens).toBe(countTokens(prompt))
      }),
    )
  })

  it('without a token has no block of text', () => {
    const empty = composeReply({ prompt: 'x', model: 'm', maxTokens: 5 }, { text: 'empty' })
    expect(messageBody('msg_1', empty)).toMatchObject({ content: [], usage: { output_tokens: 0 } })
  })
})

describe('the rate limits of the Messages API', () => {
  it('fall with each request, never below zero, and are full again with the next minute', () => {
    const clock = createClock(Date.UTC(2026, 0, 1, 12, 0, 59))
    const limits = new RateLimits(clock)
    const remaining = () => {
      const headers = limits.headers()
      expect(headers['anthropic-ratelimit-requests-reset']).toBe(
        new Date((Math.floor(clock.now() / MINUTE) + 1) * MINUTE).toISOString(),
      )
      return ['requests', 'tokens', 'input-tokens', 'output-tokens'].map((what) =>
        Number(headers[`anthropic-ratelimit-${what}-remaining`]),
      )
    }
    expect(remaining()).toEqual([999, 399_960, 399_980, 399_980])
    expect(remaining()).toEqual([998, 399_920, 399_960, 399_960])
    for (let request = 0; request < 1_100; request += 1) limits.headers()
    expect(remaining()[0]).toBe(0)
    clock.advance(1_000)
    expect(remaining()[0]).toBe(999)
  })
})

describe('the sums of the sandbox', () => {
  it('are right, and check themselves', () => {
    const number = fc.integer({ min: 0, max: 999_999 })
    fc.assert(
      fc.property(number, number, fc.constantFrom('+', '-', '*'), (left, right, sign) => {
        const results = { '+': left + right, '-': left - right, '*': left * right }
        const ask = (rest: string) =>
          composeReply({ prompt: `What is ${left} ${sign} ${right}?${rest}`, model: 'm', maxTokens: 999 }).tokens.join(
            '',
          )
        expect(ask(' Reply with the number only.')).toBe(String(results[sign]))
        expect(ask('')).toContain(`is ${results[sign]}. To check it`)
        expect(ask('')).toContain(`brings you back to ${left},`)
      }),
    )
  })
})

describe('the settings of the command-line client', () => {
  it('prefer a token to a key', () => {
    const both = { ANTHROPIC_AUTH_TOKEN: 't', ANTHROPIC_API_KEY: 'k' }
    expect(readSettings(both)).toMatchObject({ authMethod: 'oauth_token', credentials: { authorization: 'Bearer t' } })
    expect(readSettings({ ANTHROPIC_API_KEY: 'k' })).toMatchObject({
      authMethod: 'api_key',
      credentials: { 'x-api-key': 'k' },
    })
  })

  it('take whole numbers of retries and milliseconds', () => {
    const env = { CLAUDE_CODE_MAX_RETRIES: '3', API_TIMEOUT_MS: '5000', CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: '0' }
    expect(readSettings(env)).toMatchObject({ retries: 3, timeoutMs: 5_000, idleMs: 0 })
  })
})

describe('a failure that the command-line client reports', () => {
  it('has the status and type of the service, whatever body comes with it', () => {
    const body = JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })
    expect(statusFailure(529, {}, body, 'here')).toMatchObject({ status: 529, type: 'overloaded_error' })
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, text) => {
        expect(statusFailure(status, {}, text, 'here').status).toBe(status)
      }),
    )
  })
})
