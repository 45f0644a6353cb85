import type { StreamEvent } from 'doorwatch/probe'
import type { Dialect } from './dialect.ts'

interface Delta {
  readonly content?: string | null
  readonly reasoning_content?: string | null
  readonly reasoning?: string | null
}

interface Chunk {
  readonly model?: string
  readonly choices?: readonly {
    readonly delta?: Delta
    readonly finish_reason?: string | null
  }[]
  readonly usage?: { readonly completion_tokens?: number } | null
  readonly error?: { readonly type?: string | null; readonly code?: string | null; readonly message?: string }
}

const read = (event: StreamEvent) => (event.json ?? {}) as Chunk
const choice = (event: StreamEvent) => read(event).choices?.[0]
const isEnd = (event: StreamEvent) => event.data === '[DONE]'

/** What a chunk is for; the events themselves have no names. The last text and the end may come in one. */
function kindsOf(event: StreamEvent): readonly string[] {
  if (isEnd(event)) return ['done']
  const { delta, finish_reason: finish } = choice(event) ?? {}
  return [...(delta?.content ? ['delta'] : []), ...(finish ? ['finish'] : [])]
}

/** Text, or none at all where the model thinks aloud, as some services have it. */
function textIn(delta: Delta | undefined): string | undefined {
  return delta?.content || ((delta?.reasoning_content ?? delta?.reasoning) ? '' : undefined)
}

interface Completion {
  readonly choices?: readonly {
    readonly message?: { readonly content?: string | null }
    readonly finish_reason?: string | null
  }[]
  readonly model?: string
}

// Models that think first spend tokens on it: with as few as the answer has, nothing would be left for it.
const ask = ({ model, prompt }: { readonly model: string; readonly prompt: string }) => ({
  model,
  max_completion_tokens: 512,
  messages: [{ role: 'user', content: prompt }],
})

/** Chat completions, as OpenAI and the services that copy it have them. */
export const chatCompletions: Dialect = {
  path: '/v1/chat/completions',
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  body: (question) => ({ ...ask(question), stream: true, stream_options: { include_usage: true } }),
  models: '/v1/models',
  whole: ask,
  readWhole: (body) => {
    const { choices, model } = (body ?? {}) as Completion
    const first = choices?.[0]
    return { text: first?.message?.content ?? undefined, stopReason: first?.finish_reason ?? undefined, model }
  },
  model: (events) => events.map((event) => read(event).model).find(Boolean),
  content: (event) => textIn(choice(event)?.delta),
  isEnd,
  errorOf: (event) => {
    const { error } = read(event)
    return error && { type: error.type ?? error.code ?? 'api_error', message: error.message ?? '' }
  },
  tokens: (events) =>
    events.map((event) => read(event).usage?.completion_tokens).findLast((count) => count !== undefined),
  kindsOf,
  order: { '': ['delta', 'finish'], delta: ['delta', 'finish'], finish: ['done'] },
  stopReason: (events) => events.map((event) => choice(event)?.finish_reason ?? undefined).find(Boolean),
  complete: 'stop',
}
