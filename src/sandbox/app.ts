import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getPath } from 'hono/utils/url'
import { apiError } from './anthropic/dialect.ts'
import { messagesApi } from './anthropic/routes.ts'
import { generateContentApi } from './gemini/routes.ts'
import { responsesApi } from './openai/responses.ts'
import { chatCompletionsApi, MODELS_PATH } from './openai/routes.ts'
import type { Deps, Env } from './server/deps.ts'
import { loopbackHostOnly } from './server/host.ts'
import { statusPageApi } from './status-page/routes.ts'
import { PAGE_DIALECT } from './web/dialects.tsx'
import { webApp } from './web/routes.tsx'

/** Limit of a request body, that of the Messages API (32 MiB). */
const BODY_LIMIT = 32 * 1024 * 1024

/** The whole service: web app, both APIs and the status page at one address. */
export function serviceApp(deps: Deps): Hono<Env> {
  const app = new Hono<Env>({ getPath: pathOf })
  app.use(loopbackHostOnly)
  app.use(async (c, next) => {
    c.set('requestId', `req_${randomBytes(12).toString('hex')}`)
    c.header('request-id', c.var.requestId)
    await next()
  })
  app.use(bodyLimit({ maxSize: BODY_LIMIT, onError: (c) => apiError(c, TOO_LARGE) }))
  app.get('/api/hello', (c) => c.body(null, 200))
  app.route('/', messagesApi(deps))
  app.route('/', chatCompletionsApi(deps))
  app.route('/', responsesApi(deps))
  app.route('/', generateContentApi(deps))
  app.route('/', statusPageApi(deps))
  app.route('/', webApp(deps))
  app.notFound((c) => {
    const answer = { status: 404, type: 'not_found_error', message: `There is nothing at ${c.req.path}` } as const
    return /^\/(v1|v1beta|api)\//.test(c.req.path) ? apiError(c, answer) : PAGE_DIALECT.error(c, answer)
  })
  app.onError((error, c) => {
    deps.log.error('sandbox request failed', { path: c.req.path, error: error.message })
    return apiError(c, { status: 500, type: 'api_error', message: 'Internal server error' })
  })
  return app
}

/** Both APIs list their models at one address; only clients of the Messages API send its version. */
function pathOf(request: Request): string {
  const path = getPath(request)
  return path === '/v1/models' && !request.headers.has('anthropic-version') ? MODELS_PATH : path
}

const TOO_LARGE = {
  status: 413,
  type: 'request_too_large',
  message: 'Request exceeds the maximum allowed number of bytes',
} as const
