import type { Context } from 'hono'
import type * as z from 'zod'
import type { ErrorAnswer } from '../faults/effect.ts'
import type { FailureFrames } from '../reply/frames.ts'
import type { Env } from '../server/deps.ts'
import { type Dialect, requestOfJson } from '../server/dialect.ts'

/** An error in the shape of the OpenAI-compatible APIs. */
export function openaiError(c: Context<Env>, answer: ErrorAnswer): Response {
  const error = { message: answer.message, type: answer.type, param: null, code: answer.errorCode ?? null }
  return c.json({ error }, answer.status as 500, answer.headers)
}

/** The answer to an invalid body: names the first problem. */
export function invalidRequest(c: Context<Env>, error: z.ZodError): Response {
  const issue = error.issues[0]
  const message = `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}`
  return openaiError(c, { status: 400, type: 'invalid_request_error', message })
}

export const CHAT_DIALECT: Dialect = { contentType: 'application/json', requestOf: requestOfJson, error: openaiError }

export const CHAT_FAILURE_FRAMES: FailureFrames = {
  ping: ': keep-alive\n\n',
  garbage: 'data: {"id":"chatcmpl-0","choices":[{"index":0,"del\n\n',
  error: (type) => chunk({ error: { message: 'The server had an error', type, param: null, code: null } }),
}

/** One chunk of a streamed completion. */
export function chunk(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`
}
