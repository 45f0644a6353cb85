import type { StreamEvent } from 'doorwatch/probe'
import { type Dialect, withoutRepeats } from './dialect.ts'

interface Event {
  readonly delta?: { readonly text?: string; readonly stop_reason?: string }
  readonly usage?: { readonly output_tokens?: number }
  readonly error?: { readonly type: string; readonly message: string }
}

const read = (event: StreamEvent) => (event.json ?? {}) as Event

/** Anthropic's Messages API. */
export const messages: Dialect = {
  path: '/v1/messages',
  headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
  body: ({ model, prompt }) => ({
    ...{ model, max_tokens: 64, stream: true },
    messages: [{ role: 'user', content: prompt }],
  }),
  content: (event) => read(event).delta?.text,
  isEnd: (event) => event.event === 'message_stop',
  errorOf: (event) => (event.event === 'error' ? read(event).error : undefined),
  tokens: (events) => events.map((event) => read(event).usage?.output_tokens).findLast((count) => count !== undefined),
  sequence: (events) => withoutRepeats(events.map(({ event }) => event).filter((event) => event !== 'ping')),
  wholeSequence: [
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ],
  stopReason: (events) => events.map((event) => read(event).delta?.stop_reason).find(Boolean),
  complete: 'end_turn',
}
