import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MESSAGES_FAILURE_FRAMES } from '../../src/sandbox/anthropic/dialect.ts'
import { messageFrames } from '../../src/sandbox/anthropic/message.ts'
import { readArguments } from '../../src/sandbox/cli/arguments.ts'
import { EventReader } from '../../src/sandbox/cli/events.ts'
import { statusFailure } from '../../src/sandbox/cli/failure.ts'
import { readSettings } from '../../src/sandbox/cli/settings.ts'
import { composeReply } from '../../src/sandbox/reply/compose.ts'

const reply = composeReply({ prompt: 'Tell me something', model: 'lumen-large-2', maxTokens: 100 })
const wire = messageFrames('msg_1', reply, { firstToken: 0, token: () => 0 })
  .map(({ text }) => text)
  .join('')

describe('the event reader of the command line', () => {
  it('reads the same events however the stream is cut', () => {
    const whole = new EventReader().push(wire)
    expect(whole.length).toBe(reply.tokens.length + 6)
    const cuts = fc.array(fc.integer({ min: 0, max: wire.length }), { maxLength: 20 })
    fc.assert(
      fc.property(cuts, fc.boolean(), (places, crlf) => {
        const text = crlf ? wire.replaceAll('\n', '\r\n') : wire
        const ends = [...places, text.length].sort((one, other) => one - other)
        const reader = new EventReader()
        const events = ends.flatMap((end, index) => reader.push(text.slice(ends[index - 1] ?? 0, end)))
        expect(events).toEqual(whole)
      }),
    )
  })

  it('skips comments, joins lines of data and throws on broken JSON', () => {
    const reader = new EventReader()
    expect(reader.push(': keep-alive\n\ndata: {"type":\ndata: "ping"}\n\n')).toEqual([{ type: 'ping' }])
    expect(() => reader.push(MESSAGES_FAILURE_FRAMES.garbage)).toThrow(SyntaxError)
  })
})

describe('the settings of the command line', () => {
  it('default to no retries and a timeout of a minute', () => {
    expect(readSettings({})).toMatchObject({
      baseUrl: 'http://127.0.0.1:4180',
      place: '127.0.0.1:4180',
      authMethod: 'none',
      credentials: {},
      retries: 0,
      timeoutMs: 60_000,
      idleMs: 60_000,
    })
  })

  it.each(['abc', '-1', '1.5', ''])('take %j for no number at all', (text) => {
    expect(readSettings({ CLAUDE_CODE_MAX_RETRIES: text, API_TIMEOUT_MS: text })).toMatchObject({
      retries: 0,
      timeoutMs: 60_000,
    })
  })

  it('survive an address that is none', () => {
    expect(readSettings({ ANTHROPIC_BASE_URL: 'not an address' }).place).toBe('not an address')
  })
})

describe('the arguments of the command line', () => {
  it('never throw, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('-p', '--model', '--output-format', '--', '-'))),
        (args) => {
          expect(['version', 'help', 'auth', 'ask', 'wrong']).toContain(readArguments(args).kind)
        },
      ),
    )
  })
})

describe('a failure by status', () => {
  it('takes over the wait that the service asks for, and its word against retries', () => {
    const body = JSON.stringify({ error: { type: 'rate_limit_error', message: 'slow down' } })
    expect(statusFailure(429, { 'retry-after': '7' }, body, 'host:1')).toMatchObject({
      retryAfterMs: 7_000,
      retryable: true,
      message: 'API Error: 429 slow down (host:1)',
    })
    expect(statusFailure(500, { 'x-should-retry': 'false' }, body, 'host:1').retryable).toBe(false)
    expect(statusFailure(400, {}, body, 'host:1').retryable).toBe(false)
  })

  it('is read from a body of any kind', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 400, max: 599 }), (body, status) => {
        expect(statusFailure(status, {}, body, 'host:1').status).toBe(status)
      }),
    )
  })
})
