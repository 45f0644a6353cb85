import { type Context, Hono, type MiddlewareHandler } from 'hono'
import * as z from 'zod'
import { SANDBOX_MODELS } from '../account/account.ts'
import { composeReply, type Reply } from '../reply/compose.ts'
import type { Frame } from '../reply/frames.ts'
import type { Deps, Env } from '../server/deps.ts'
import { varied } from '../server/pace.ts'
import { type StreamTimes, sendStream, streamTimes } from '../server/stream.ts'
import { surfaceRoute } from '../server/surface-route.ts'
import { authorised } from './authorised.ts'
import { CHAT_DIALECT, CHAT_FAILURE_FRAMES, chunk, invalidRequest } from './dialect.ts'

const requestSchema = z.looseObject({
  model: z.string().min(1).max(200),
  messages: z
    .array(
      z.looseObject({
        role: z.string(),
        content: z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))]),
      }),
    )
    .min(1),
  max_tokens: z.number().int().min(1).optional(),
  max_completion_tokens: z.number().int().min(1).optional(),
  stream: z.boolean().optional(),
})
type CompletionRequest = z.infer<typeof requestSchema>

const FINISH = { end_turn: 'stop', max_tokens: 'length', refusal: 'content_filter' } as const

/** Path of the models inside the sandbox: both APIs list them at /v1/models, so the service routes by headers. */
export const MODELS_PATH = '/model-b/v1/models'

/** The OpenAI-compatible API, "model B": what a team falls back to while the first provider is down. */
export function chatCompletionsApi(deps: Deps): Hono<Env> {
  const app = new Hono<Env>()
  const at = (route: string): MiddlewareHandler<Env> =>
    surfaceRoute(deps, {
      surface: 'model-b',
      route,
      dialect: CHAT_DIALECT,
      workMs: () => varied(deps.pace.headersMs, deps.pace, deps.random),
    })
  app.post('/v1/chat/completions', at('chat-completions'), authorised, (c) => complete(c, deps))
  app.get(MODELS_PATH, at('models'), authorised, (c) => {
    const data = SANDBOX_MODELS.chatCompletions.map((id) => ({ id, object: 'model', created: 0, owned_by: 'meridian' }))
    return c.json({ object: 'list', data })
  })
  return app
}

async function complete(c: Context<Env>, deps: Deps): Promise<Response> {
  const parsed = requestSchema.safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) return invalidRequest(c, parsed.error)
  const request = parsed.data
  const maxTokens = request.max_completion_tokens ?? request.max_tokens ?? 4_096
  const question = { prompt: promptOf(request), model: request.model, maxTokens }
  const reply = composeReply(question, c.var.injected?.effect.reply)
  const head = { id: c.var.requestId.replace('req_', 'chatcmpl-'), created: Math.floor(deps.clock.now() / 1_000) }
  if (!request.stream) return c.json(completion(head, reply))
  return sendStream(c, completionFrames(head, reply, streamTimes(c, deps)), CHAT_FAILURE_FRAMES)
}

interface Head {
  readonly id: string
  /** Epoch seconds. */
  readonly created: number
}

function completion(head: Head, reply: Reply) {
  const message = { role: 'assistant', content: reply.tokens.join(''), refusal: null }
  const usage = { prompt_tokens: reply.inputTokens, completion_tokens: reply.tokens.length }
  return {
    ...head,
    object: 'chat.completion',
    model: reply.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: FINISH[reply.stop] }],
    usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
  }
}

function completionFrames(head: Head, reply: Reply, times: StreamTimes): readonly Frame[] {
  const line = (delta: object, finish: string | null): string =>
    chunk({
      ...head,
      object: 'chat.completion.chunk',
      model: reply.model,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    })
  return [
    { part: 'head', text: line({ role: 'assistant', content: '' }, null), waitMs: 0 },
    ...reply.tokens.map((content, index): Frame => {
      return { part: 'token', text: line({ content }, null), waitMs: index === 0 ? times.firstToken : times.token() }
    }),
    { part: 'tail', text: line({}, FINISH[reply.stop]), waitMs: 0 },
    { part: 'end', text: 'data: [DONE]\n\n', waitMs: 0 },
  ]
}

function promptOf(request: CompletionRequest): string {
  const content = request.messages.findLast((message) => message.role === 'user')?.content ?? ''
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n')
}
