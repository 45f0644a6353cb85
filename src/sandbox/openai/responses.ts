import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { composeReply, type Reply } from '../reply/compose.ts'
import type { FailureFrames, Frame } from '../reply/frames.ts'
import { surfaceOfClient } from '../server/client.ts'
import type { Deps, Env } from '../server/deps.ts'
import { varied } from '../server/pace.ts'
import { type StreamTimes, sendStream, streamTimes } from '../server/stream.ts'
import { surfaceRoute } from '../server/surface-route.ts'
import { authorised } from './authorised.ts'
import { CHAT_DIALECT, invalidRequest } from './dialect.ts'

const part = z.looseObject({ text: z.string().optional() })
const requestSchema = z.looseObject({
  model: z.string().min(1).max(200),
  input: z.union([
    z.string(),
    z.array(z.looseObject({ role: z.string().optional(), content: z.union([z.string(), z.array(part)]).optional() })),
  ]),
  max_output_tokens: z.number().int().min(1).optional(),
  stream: z.boolean().optional(),
})
type ResponsesRequest = z.infer<typeof requestSchema>

/** The Responses API, which Codex uses. */
export function responsesApi(deps: Deps): Hono<Env> {
  const app = new Hono<Env>()
  const place = {
    surface: surfaceOfClient('model-b'),
    route: 'responses',
    dialect: CHAT_DIALECT,
    workMs: () => varied(deps.pace.headersMs, deps.pace, deps.random),
  }
  app.post('/v1/responses', surfaceRoute(deps, place), authorised, (c) => respond(c, deps))
  return app
}

async function respond(c: Context<Env>, deps: Deps): Promise<Response> {
  const parsed = requestSchema.safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) return invalidRequest(c, parsed.error)
  const { model, max_output_tokens: maxTokens = 4_096 } = parsed.data
  const reply = composeReply({ prompt: promptOf(parsed.data), model, maxTokens }, c.var.injected?.effect.reply)
  const head = { id: c.var.requestId.replace('req_', 'resp_'), created_at: Math.floor(deps.clock.now() / 1_000) }
  if (!parsed.data.stream) return c.json(finished(head, reply))
  return sendStream(c, responseFrames(head, reply, streamTimes(c, deps)), RESPONSES_FAILURE_FRAMES)
}

interface Head {
  readonly id: string
  /** Epoch seconds. */
  readonly created_at: number
}

type EventData = { readonly type: string } & Readonly<Record<string, unknown>>

function event(data: EventData): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
}

const CODES = { overloaded_error: 'server_is_overloaded', api_error: 'server_error' } as const

const RESPONSES_FAILURE_FRAMES: FailureFrames = {
  ping: ': keep-alive\n\n',
  garbage: 'event: response.output_text.delta\ndata: {"type":"response.output_te\n\n',
  error: (type) => {
    const error = { code: CODES[type], message: 'The server had an error' }
    return event({ type: 'response.failed', response: { object: 'response', status: 'failed', error } })
  },
}

function responseFrames(head: Head, reply: Reply, times: StreamTimes): readonly Frame[] {
  const item = outputItem(head, reply)
  const place = { item_id: item.id, output_index: 0, content_index: 0 }
  const text = reply.tokens.join('')
  const frame = (at: 'head' | 'tail' | 'end', data: EventData): Frame => ({ part: at, text: event(data), waitMs: 0 })
  return [
    frame('head', {
      type: 'response.created',
      response: { ...opening(head, reply), status: 'in_progress', output: [] },
    }),
    frame('head', {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...item, status: 'in_progress', content: [] },
    }),
    frame('head', {
      type: 'response.content_part.added',
      ...place,
      part: { type: 'output_text', text: '', annotations: [] },
    }),
    ...reply.tokens.map((delta, index): Frame => {
      const waitMs = index === 0 ? times.firstToken : times.token()
      return { part: 'token', text: event({ type: 'response.output_text.delta', ...place, delta }), waitMs }
    }),
    frame('tail', { type: 'response.output_text.done', ...place, text }),
    frame('tail', { type: 'response.content_part.done', ...place, part: item.content[0] }),
    frame('tail', { type: 'response.output_item.done', output_index: 0, item }),
    frame('end', { type: 'response.completed', response: finished(head, reply) }),
  ]
}

function opening(head: Head, reply: Reply) {
  return { ...head, object: 'response', model: reply.model, error: null, incomplete_details: null }
}

function finished(head: Head, reply: Reply) {
  const cut = reply.stop === 'max_tokens'
  const usage = { input_tokens: reply.inputTokens, output_tokens: reply.tokens.length }
  return {
    ...opening(head, reply),
    status: cut ? 'incomplete' : 'completed',
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    output: [outputItem(head, reply)],
    usage: { ...usage, total_tokens: usage.input_tokens + usage.output_tokens },
  }
}

function outputItem(head: Head, reply: Reply) {
  const content = [{ type: 'output_text', text: reply.tokens.join(''), annotations: [] }]
  return { id: head.id.replace('resp_', 'msg_'), type: 'message', role: 'assistant', status: 'completed', content }
}

function promptOf({ input }: ResponsesRequest): string {
  if (typeof input === 'string') return input
  const content = input.findLast((item) => item.role === 'user')?.content ?? ''
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('\n')
}
