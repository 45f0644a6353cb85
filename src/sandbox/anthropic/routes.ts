import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { SANDBOX_ACCOUNT, SANDBOX_MODELS } from '../account/account.ts'
import type { ErrorAnswer } from '../faults/effect.ts'
import { composeReply, countTokens } from '../reply/compose.ts'
import { surfaceOfClient } from '../server/client.ts'
import type { Deps, Env } from '../server/deps.ts'
import { varied } from '../server/pace.ts'
import { sendStream, streamTimes } from '../server/stream.ts'
import { surfaceRoute } from '../server/surface-route.ts'
import { apiError, MESSAGES_DIALECT, MESSAGES_FAILURE_FRAMES } from './dialect.ts'
import { RateLimits } from './limits.ts'
import { messageBody, messageFrames } from './message.ts'
import { allTextOf, promptOf, readCountRequest, readMessageRequest } from './request.ts'

/** The part of the Messages API that the official SDK, Claude Code and probes use. */
export function messagesApi(deps: Deps): Hono<Env> {
  const app = new Hono<Env>()
  const limits = new RateLimits(deps.clock)
  const at = (route: string): MiddlewareHandler<Env> =>
    surfaceRoute(deps, {
      surface: surfaceOfClient('api'),
      route,
      dialect: MESSAGES_DIALECT,
      workMs: () => varied(deps.pace.headersMs, deps.pace, deps.random),
    })
  app.use('/v1/messages/*', async (c, next) => {
    for (const [name, value] of Object.entries(limits.headers())) c.header(name, value)
    await next()
  })
  app.post('/v1/messages', at('messages'), authorised, (c) => answerMessage(c, deps))
  app.post('/v1/messages/count_tokens', at('count_tokens'), authorised, countMessage)
  app.get('/v1/models', at('models'), authorised, (c) => c.json(modelList()))
  return app
}

const authorised: MiddlewareHandler<Env> = async (c, next) => {
  const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if ((c.req.header('x-api-key') ?? bearer) !== SANDBOX_ACCOUNT.apiKey) {
    return apiError(c, { status: 401, type: 'authentication_error', message: 'invalid x-api-key' })
  }
  if (!c.req.header('anthropic-version')) {
    return apiError(c, invalid('anthropic-version: header is required'))
  }
  return next()
}

async function answerMessage(c: Context<Env>, deps: Deps): Promise<Response> {
  const request = readMessageRequest(await c.req.json().catch(() => undefined))
  if (!('messages' in request)) return apiError(c, request)
  const question = { prompt: promptOf(request), model: request.model, maxTokens: request.max_tokens }
  const reply = composeReply(question, c.var.injected?.effect.reply)
  const id = c.var.requestId.replace('req_', 'msg_')
  if (!request.stream) return c.json(messageBody(id, reply))
  return sendStream(c, messageFrames(id, reply, streamTimes(c, deps)), MESSAGES_FAILURE_FRAMES)
}

async function countMessage(c: Context<Env>): Promise<Response> {
  const request = readCountRequest(await c.req.json().catch(() => undefined))
  if (!('messages' in request)) return apiError(c, request)
  return c.json({ input_tokens: countTokens(allTextOf(request)) })
}

function invalid(message: string): ErrorAnswer {
  return { status: 400, type: 'invalid_request_error', message }
}

function modelList() {
  const data = SANDBOX_MODELS.messages.map((id) => ({
    type: 'model',
    id,
    display_name: id.replaceAll('-', ' '),
    created_at: '2026-01-15T00:00:00Z',
  }))
  return { data, has_more: false, first_id: data[0]?.id, last_id: data.at(-1)?.id }
}
