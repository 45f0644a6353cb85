import type { StreamEvent } from 'doorwatch/probe'
import type { Dialect } from './dialect.ts'
import { errorFrom } from './error.ts'
import { eventShape, type Shape, shapeOf } from './shape.ts'

const isEnd = (event: StreamEvent) => event.data === '[DONE]'
const read = (event: StreamEvent): Shape | undefined => (isEnd(event) ? undefined : eventShape(event))
const choiceIn = (body: Shape | undefined) => body?.field('choices')?.items()[0]
const finishOf = (choice: Shape | undefined) => choice?.field('finish_reason')?.text()

/** The kinds of a chunk, by its content, because its events have no names. One chunk may have the last text and the end. */
function kindsOf(event: StreamEvent): readonly string[] {
  if (isEnd(event)) return ['done']
  const choice = choiceIn(read(event))
  const text = choice?.field('delta')?.field('content')?.text()
  return [...(text ? ['delta'] : []), ...(finishOf(choice) ? ['finish'] : [])]
}

/** The text of a delta: '' for reasoning, as some services stream it, and undefined without either. */
function textIn(delta: Shape | undefined): string | undefined {
  const reasoning = delta?.field('reasoning_content') ?? delta?.field('reasoning')
  return delta?.field('content')?.text() || (reasoning?.text() ? '' : undefined)
}

// Reasoning models spend output tokens before the answer, so a limit as short as the answer would leave none for it.
const ask = ({ model, prompt }: { readonly model: string; readonly prompt: string }) => ({
  model,
  max_completion_tokens: 512,
  messages: [{ role: 'user', content: prompt }],
})

/** The chat completions API of OpenAI and compatible services. */
export const chatCompletions: Dialect = {
  path: '/v1/chat/completions',
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  body: (question) => ({ ...ask(question), stream: true, stream_options: { include_usage: true } }),
  models: '/v1/models',
  whole: ask,
  readWhole: (body) => {
    const reply = shapeOf(body, 'the reply')
    const choice = choiceIn(reply)
    return {
      text: choice?.field('message')?.field('content')?.text(),
      stopReason: finishOf(choice),
      model: reply.field('model')?.text(),
    }
  },
  model: (events) => events.map((event) => read(event)?.field('model')?.text()).find(Boolean),
  content: (event) => textIn(choiceIn(read(event))?.field('delta')),
  isEnd,
  errorOf: (event) => {
    const { error } = (event.json ?? {}) as { readonly error?: unknown }
    return error === undefined || error === null ? undefined : errorFrom(error)
  },
  tokens: (events) =>
    events
      .map((event) => read(event)?.field('usage')?.field('completion_tokens')?.number())
      .findLast((count) => count !== undefined),
  kindsOf,
  order: { '': ['delta', 'finish'], delta: ['delta', 'finish'], finish: ['done'] },
  stopReason: (events) => events.map((event) => finishOf(choiceIn(read(event)))).find(Boolean),
  complete: 'stop',
}
