import type { Context } from 'hono'
import type { ErrorAnswer } from '../faults/effect.ts'
import type { FailureFrames } from '../reply/frames.ts'
import type { Env } from '../server/deps.ts'
import { type Dialect, requestOfJson } from '../server/dialect.ts'

/** An error of the Messages API, as JSON with the request's id. */
export function apiError(c: Context<Env>, answer: ErrorAnswer): Response {
  const details = answer.errorCode ? { details: { error_code: answer.errorCode } } : {}
  const error = { type: answer.type, message: answer.message, ...details }
  const body = { type: 'error', error, request_id: c.var.requestId }
  return c.json(body, answer.status as 500, answer.headers)
}

export const MESSAGES_DIALECT: Dialect = { contentType: 'application/json', requestOf: requestOfJson, error: apiError }

const ERROR_TEXT = { overloaded_error: 'Overloaded', api_error: 'Internal server error' } as const

export const MESSAGES_FAILURE_FRAMES: FailureFrames = {
  ping: event({ type: 'ping' }),
  garbage: 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_de\n\n',
  error: (type) => event({ type: 'error', error: { type, message: ERROR_TEXT[type] } }),
}

/** One server-sent event, named by its type. */
export function event(data: { readonly type: string } & Readonly<Record<string, unknown>>): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
}
