import type { StreamEvent } from 'doorwatch/probe'
import type { Dialect } from './dialect.ts'
import { errorFrom } from './error.ts'
import { eventShape, type Shape, shapeOf } from './shape.ts'

/** The event if it has this kind. Events of other kinds are not read, because new kinds may have any shape. */
const read = (event: StreamEvent, kind: string): Shape | undefined =>
  event.event === kind ? eventShape(event) : undefined

/** The text of a delta: '' for thinking or tool use, and undefined without any of these. */
function textIn(delta: Shape | undefined): string | undefined {
  return delta?.field('thinking') || delta?.field('partial_json') ? '' : delta?.field('text')?.text() || undefined
}

function errorOf({ event, data, json }: StreamEvent) {
  const { type, error } = (json ?? {}) as { readonly type?: unknown; readonly error?: unknown }
  return event === 'error' || type === 'error' ? errorFrom(json === undefined ? data : error) : undefined
}

const ask = ({ model, prompt }: { readonly model: string; readonly prompt: string }) => ({
  model,
  max_tokens: 64,
  messages: [{ role: 'user', content: prompt }],
})

const LAST = 'message_stop'
// A reply may also have thinking and tool blocks. Kinds that are not listed may appear at any time.
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
    const reply = shapeOf(body, 'the reply')
    const blocks = reply.field('content')?.items()
    return {
      text: blocks?.map((block) => block.field('text')?.text() ?? '').join(''),
      stopReason: reply.field('stop_reason')?.text(),
      model: reply.field('model')?.text(),
    }
  },
  model: (events) =>
    events.map((event) => read(event, 'message_start')?.field('message')?.field('model')?.text()).find(Boolean),
  content: (event) => textIn(read(event, 'content_block_delta')?.field('delta')),
  isEnd: (event) => event.event === LAST,
  errorOf,
  tokens: (events) =>
    events
      .map((event) => read(event, 'message_delta')?.field('usage')?.field('output_tokens')?.number())
      .findLast((count) => count !== undefined),
  kindsOf: ({ event }) => (Object.hasOwn(ORDER, event) || event === LAST ? [event] : []),
  order: ORDER,
  stopReason: (events) =>
    events.map((event) => read(event, 'message_delta')?.field('delta')?.field('stop_reason')?.text()).find(Boolean),
  complete: 'end_turn',
}
