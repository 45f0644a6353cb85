import type { StreamEvent } from 'doorwatch/probe'
import type { Dialect } from './dialect.ts'

interface Delta {
  readonly text?: string
  readonly thinking?: string
  readonly partial_json?: string
  readonly stop_reason?: string
}

interface Event {
  readonly message?: { readonly model?: string }
  readonly delta?: Delta
  readonly usage?: { readonly output_tokens?: number }
  readonly error?: { readonly type: string; readonly message: string }
}

const read = (event: StreamEvent) => (event.json ?? {}) as Event

/** Text, or none at all where the model thinks or uses a tool. */
function textIn(delta: Delta | undefined): string | undefined {
  return delta?.thinking !== undefined || delta?.partial_json !== undefined ? '' : delta?.text || undefined
}

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

const LAST = 'message_stop'
// A reply may have blocks of thinking or of tools beside its text. Kinds that are not listed may come at any time.
const ORDER: Dialect['order'] = {
  '': ['message_start'],
  message_start: ['content_block_start', 'message_delta'],
  content_block_start: ['content_block_delta', 'content_block_stop'],
  content_block_delta: ['content_block_delta', 'content_block_stop'],
  content_block_stop: ['content_block_start', 'message_delta'],
  message_delta: ['message_delta', LAST],
}

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
  content: (event) => textIn(read(event).delta),
  isEnd: (event) => event.event === LAST,
  errorOf: (event) => (event.event === 'error' ? read(event).error : undefined),
  tokens: (events) => events.map((event) => read(event).usage?.output_tokens).findLast((count) => count !== undefined),
  kindsOf: ({ event }) => (Object.hasOwn(ORDER, event) || event === LAST ? [event] : []),
  order: ORDER,
  stopReason: (events) => events.map((event) => read(event).delta?.stop_reason).find(Boolean),
  complete: 'end_turn',
}
