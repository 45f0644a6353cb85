import type { Context } from 'hono'
import type { FailureFrames } from '../reply/frames.ts'
import type { Env } from '../server/deps.ts'
import type { Dialect } from '../server/dialect.ts'
import { ErrorPage } from './error-page.tsx'
import { sendPage } from './send-page.ts'

/** Pages: an error is a page too. */
export const PAGE_DIALECT: Dialect = {
  contentType: 'text/html; charset=utf-8',
  requestOf: async () => ({ stream: false }),
  error: (c, { status, message, headers }) => {
    const page = <ErrorPage status={status} message={message} requestId={c.var.requestId} />
    const response = sendPage(c, page, status)
    for (const [name, value] of Object.entries(headers ?? {})) response.headers.set(name, value)
    return response
  },
}

/** The web app's endpoint for messages, which always streams. */
export const APP_DIALECT: Dialect = {
  contentType: 'text/event-stream; charset=utf-8',
  requestOf: async () => ({ stream: true }),
  error: (c: Context<Env>, answer) =>
    c.json({ error: { type: answer.type, message: answer.message } }, answer.status as 500, answer.headers),
}

const ERROR_TEXT = {
  overloaded_error: 'Lumen is over capacity right now.',
  api_error: 'Something went wrong.',
} as const

export const APP_FAILURE_FRAMES: FailureFrames = {
  ping: ': keep-alive\n\n',
  garbage: 'data: {"type":"token","te\n\n',
  error: (type) => appEvent({ type: 'error', code: type, message: ERROR_TEXT[type] }),
}

/** One event of the web app's stream, as `client/chat.ts` reads it. */
export function appEvent(data: {
  readonly type: string
  readonly text?: string
  readonly code?: string
  readonly message?: string
}): string {
  return `data: ${JSON.stringify(data)}\n\n`
}
