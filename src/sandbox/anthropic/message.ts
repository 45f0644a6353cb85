import type { Reply } from '../reply/compose.ts'
import type { Frame } from '../reply/frames.ts'
import type { StreamTimes } from '../server/stream.ts'
import { event, MESSAGES_FAILURE_FRAMES } from './dialect.ts'

/** A whole message, as the Messages API answers without streaming. */
export function messageBody(id: string, reply: Reply): Record<string, unknown> {
  const text = reply.tokens.join('')
  return {
    ...opening(id, reply),
    content: text === '' ? [] : [{ type: 'text', text }],
    stop_reason: reply.stop,
    usage: usage(reply, reply.tokens.length),
  }
}

/** The full event sequence of a streamed message. */
export function messageFrames(id: string, reply: Reply, times: StreamTimes): readonly Frame[] {
  const head = (data: Parameters<typeof event>[0]): Frame => ({ part: 'head', text: event(data), waitMs: 0 })
  return [
    head({ type: 'message_start', message: { ...opening(id, reply), content: [], usage: usage(reply, 1) } }),
    head({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    { part: 'ping', text: MESSAGES_FAILURE_FRAMES.ping, waitMs: 0 },
    ...reply.tokens.map((text, index): Frame => {
      const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }
      return { part: 'token', text: event(delta), waitMs: index === 0 ? times.firstToken : times.token() }
    }),
    { part: 'tail', text: event({ type: 'content_block_stop', index: 0 }), waitMs: 0 },
    {
      part: 'tail',
      text: event({
        type: 'message_delta',
        delta: { stop_reason: reply.stop, stop_sequence: null },
        usage: { output_tokens: reply.tokens.length },
      }),
      waitMs: 0,
    },
    { part: 'end', text: event({ type: 'message_stop' }), waitMs: 0 },
  ]
}

function opening(id: string, reply: Reply) {
  return { id, type: 'message', role: 'assistant', model: reply.model, stop_reason: null, stop_sequence: null }
}

function usage(reply: Reply, outputTokens: number) {
  return {
    input_tokens: reply.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: outputTokens,
    service_tier: 'standard',
  }
}
