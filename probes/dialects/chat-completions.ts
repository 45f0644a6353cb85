import type { StreamEvent } from 'doorwatch/probe'
import { type Dialect, withoutRepeats } from './dialect.ts'

interface Chunk {
  readonly model?: string
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string }
    readonly finish_reason?: string | null
  }[]
  readonly usage?: { readonly completion_tokens?: number } | null
  readonly error?: { readonly type?: string | null; readonly code?: string | null; readonly message?: string }
}

const read = (event: StreamEvent) => (event.json ?? {}) as Chunk
const choice = (event: StreamEvent) => read(event).choices?.[0]
const isEnd = (event: StreamEvent) => event.data === '[DONE]'

/** What a chunk is for; the events themselves have no names. */
function kindOf(event: StreamEvent): string {
  if (isEnd(event)) return 'done'
  if (choice(event)?.finish_reason) return 'finish'
  return choice(event) ? 'delta' : 'usage'
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
  content: (event) => choice(event)?.delta?.content || undefined,
  isEnd,
  errorOf: (event) => {
    const { error } = read(event)
    return error && { type: error.type ?? error.code ?? 'api_error', message: error.message ?? '' }
  },
  tokens: (events) =>
    events.map((event) => read(event).usage?.completion_tokens).findLast((count) => count !== undefined),
  sequence: (events) => withoutRepeats(events.map(kindOf).filter((kind) => kind !== 'usage')),
  wholeSequence: ['delta', 'finish', 'done'],
  stopReason: (events) => events.map((event) => choice(event)?.finish_reason ?? undefined).find(Boolean),
  complete: 'stop',
}
