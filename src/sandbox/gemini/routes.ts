import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { SANDBOX_ACCOUNT } from '../account/account.ts'
import type { ErrorAnswer, ErrorType } from '../faults/effect.ts'
import { composeReply, type Reply } from '../reply/compose.ts'
import type { FailureFrames, Frame } from '../reply/frames.ts'
import { surfaceOfClient } from '../server/client.ts'
import type { Deps, Env } from '../server/deps.ts'
import type { Dialect } from '../server/dialect.ts'
import { varied } from '../server/pace.ts'
import { type StreamTimes, sendStream, streamTimes } from '../server/stream.ts'
import { surfaceRoute } from '../server/surface-route.ts'

const requestSchema = z.looseObject({
  contents: z
    .array(
      z.looseObject({
        role: z.string().optional(),
        parts: z.array(z.looseObject({ text: z.string().optional() })).optional(),
      }),
    )
    .min(1),
  generationConfig: z.looseObject({ maxOutputTokens: z.number().int().min(1).optional() }).optional(),
})

const FINISH = { end_turn: 'STOP', max_tokens: 'MAX_TOKENS', refusal: 'SAFETY' } as const

const STATUS_WORDS: Readonly<Partial<Record<ErrorType, string>>> = {
  invalid_request_error: 'INVALID_ARGUMENT',
  authentication_error: 'UNAUTHENTICATED',
  permission_error: 'PERMISSION_DENIED',
  not_found_error: 'NOT_FOUND',
  rate_limit_error: 'RESOURCE_EXHAUSTED',
  overloaded_error: 'UNAVAILABLE',
}

/** The part of the generateContent API that Gemini CLI uses. */
export function generateContentApi(deps: Deps): Hono<Env> {
  const app = new Hono<Env>()
  const place = {
    surface: surfaceOfClient('model-b'),
    route: 'generate-content',
    dialect: GEMINI_DIALECT,
    workMs: () => varied(deps.pace.headersMs, deps.pace, deps.random),
  }
  app.post('/v1beta/models/:call', surfaceRoute(deps, place), (c) => generate(c, deps))
  return app
}

/** `gemini-2.5-flash:streamGenerateContent` contains model and method. */
function callOf(c: Context<Env>): { readonly model: string; readonly stream: boolean } | undefined {
  const [, model, method] =
    /^([\w.-]{1,200}):(generateContent|streamGenerateContent)$/.exec(c.req.param('call') ?? '') ?? []
  return model === undefined ? undefined : { model, stream: method === 'streamGenerateContent' }
}

const GEMINI_DIALECT: Dialect = {
  contentType: 'application/json',
  requestOf: async (c) => callOf(c) ?? { stream: false },
  error: (c, answer) => c.json({ error: errorOf(answer) }, answer.status as 500, answer.headers),
}

function errorOf({ status, type, message }: Pick<ErrorAnswer, 'status' | 'type' | 'message'>) {
  return { code: status, message, status: STATUS_WORDS[type] ?? 'INTERNAL' }
}

const GEMINI_FAILURE_FRAMES: FailureFrames = {
  ping: ': keep-alive\r\n\r\n',
  garbage: 'data: {"candidates":[{"content":{"pa\r\n\r\n',
  error: (type) => {
    const status = type === 'overloaded_error' ? 503 : 500
    return line({ error: errorOf({ status, type, message: 'The model is overloaded.' }) })
  },
}

async function generate(c: Context<Env>, deps: Deps): Promise<Response> {
  const call = callOf(c)
  const refuse = (status: number, type: ErrorType, message: string) =>
    GEMINI_DIALECT.error(c, { status, type, message })
  if (!call) return refuse(404, 'not_found_error', 'There is no such model or method')
  if ((c.req.header('x-goog-api-key') ?? c.req.query('key')) !== SANDBOX_ACCOUNT.apiKey) {
    return refuse(401, 'authentication_error', 'API key not valid')
  }
  const parsed = requestSchema.safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) return refuse(400, 'invalid_request_error', 'contents: at least one is required')
  const { contents, generationConfig } = parsed.data
  const newest = contents.findLast((content) => content.role !== 'model')?.parts ?? []
  const prompt = newest.map(({ text }) => text ?? '').join('\n')
  const maxTokens = generationConfig?.maxOutputTokens ?? 4_096
  const reply = composeReply({ prompt, model: call.model, maxTokens }, c.var.injected?.effect.reply)
  if (call.stream) return sendStream(c, geminiFrames(reply, streamTimes(c, deps)), GEMINI_FAILURE_FRAMES)
  return c.json(chunk(reply, reply.tokens.join(''), true))
}

/** The last chunk ends the stream: this API has no end event. */
function geminiFrames(reply: Reply, times: StreamTimes): readonly Frame[] {
  return [
    ...reply.tokens.map((text, index): Frame => {
      const waitMs = index === 0 ? times.firstToken : times.token()
      return { part: 'token', text: line(chunk(reply, text, false)), waitMs }
    }),
    { part: 'end', text: line(chunk(reply, '', true)), waitMs: 0 },
  ]
}

function chunk(reply: Reply, text: string, last: boolean) {
  const finish = last ? { finishReason: FINISH[reply.stop] } : {}
  const counts = { promptTokenCount: reply.inputTokens, candidatesTokenCount: reply.tokens.length }
  return {
    candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...finish }],
    usageMetadata: { ...counts, totalTokenCount: reply.inputTokens + reply.tokens.length },
    modelVersion: reply.model,
  }
}

function line(data: unknown): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`
}
