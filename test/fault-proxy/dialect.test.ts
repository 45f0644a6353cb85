import { describe, expect, it } from 'vitest'
import { dialectOf } from '../../src/fault-proxy/dialect.ts'
import { breaksStream, PROXY_FAULTS, proxyFaultNamed } from '../../src/fault-proxy/index.ts'
import { FAULTS as SANDBOX_FAULTS } from '../../src/sandbox/index.ts'

describe('the protocols that pass through the proxy', () => {
  it('differ by the path', () => {
    expect(dialectOf('/v1/chat/completions')).not.toBe(dialectOf('/v1/messages'))
    expect(dialectOf('/v1/responses')).not.toBe(dialectOf('/v1/chat/completions'))
    expect(dialectOf('/anything')).toBe(dialectOf('/v1/messages'))
  })

  it.each([
    [
      '/v1/messages',
      'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}',
      'token',
    ],
    ['/v1/messages', 'data: {"type":"content_block_stop","index":0}', 'end'],
    ['/v1/messages', 'data: {"type":"message_start","message":{}}', 'other'],
    ['/v1/messages', 'event: ping\ndata: {"type": "ping"}', 'other'],
    [
      '/v1/chat/completions',
      'data: {"choices":[{"delta":{"role":"assistant","content":""},"finish_reason":null}]}',
      'other',
    ],
    ['/v1/chat/completions', 'data: {"choices":[{"delta":{"content":"a"},"finish_reason":null}]}', 'token'],
    ['/v1/chat/completions', 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}', 'end'],
    ['/v1/chat/completions', 'data: [DONE]', 'end'],
    ['/v1/responses', 'data: {"type":"response.output_text.delta","delta":"a"}', 'token'],
    ['/v1/responses', 'data: {"type":"response.completed"}', 'end'],
    ['/v1/responses', 'data: {"type":"response.created"}', 'other'],
  ])('tell tokens and ends of a stream apart: %s %s', (path, event, kind) => {
    expect(dialectOf(path).eventKind(`${event}\n\n`)).toBe(kind)
  })

  it('write errors in the shape of the provider', () => {
    expect(JSON.parse(dialectOf('/v1/messages').errorBody('overloaded_error', 'Overloaded'))).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
    })
    expect(dialectOf('/v1/messages').errorEvent('overloaded_error', 'Overloaded')).toMatch(
      /^event: error\ndata: \{.*\}\n\n$/,
    )
    expect(dialectOf('/v1/chat/completions').errorEvent('x', 'y')).toMatch(/^data: \{"error".*\}\n\n$/)
  })
})

describe('the faults of the proxy', () => {
  it('are at least nine, each with a name of its own', () => {
    expect(PROXY_FAULTS.length).toBeGreaterThanOrEqual(9)
    expect(new Set(PROXY_FAULTS.map(({ name }) => name)).size).toBe(PROXY_FAULTS.length)
    expect(proxyFaultNamed('529')?.class).toBe('overloaded')
    expect(proxyFaultNamed('no-such-fault')).toBeUndefined()
  })

  it('have the names that the sandbox gives to the same failures', () => {
    expect(PROXY_FAULTS.filter(({ name }) => !(name in SANDBOX_FAULTS))).toEqual([])
  })

  it('break a stream whose HTTP status was 200 in three ways', () => {
    expect(PROXY_FAULTS.filter(breaksStream).map(({ name }) => name)).toEqual(['overloaded-mid', 'truncated', 'stall'])
  })
})
