import type { StreamEvent } from 'doorwatch/probe'
import { type Dialect, withoutRepeats } from './dialect.ts'

interface Event {
  readonly message?: { readonly model?: string }
  readonly delta?: { readonly text?: string; readonly stop_reason?: string }
  readonly usage?: { readonly output_tokens?: number }
  readonly error?: { readonly type: string; readonly message: string }
}

const read = (event: StreamEvent) => (event.json ?? {}) as Event

interface Message {
  readonly content?: readonly { readonly type?: string; readonly text?: string }[]
  readonly stop_reason?: string
  readonly model?: string
}

const ask = ({ model, prompt }: { readonly model: string; readonly prompt: string }) => ({
  model,
  max_tokens: 64,
  messages: [{ role: 'user', content: prompt }],
})

/** Anthropic's Messages API. */
export const messages: Dialect = {
  path: '/v1/messages',
  headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
  body: (question) => ({ ...ask(question), stream: true }),
  models: '/v1/models',
  countTokens: '/v1/messages/count_tokens',
  whole: ask,
  readWhole: (body) => {
    const { content, stop_reason: stopReason, model } = (body ?? {}) as Message
    return { text: content?.map(({ text }) => text ?? '').join(''), stopReason, model }
  },
  model: (events) => events.map((event) => read(event).message?.model).find(Boolean),
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
