import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import { defined, isJsonObject, type JsonObject, MonitorError } from '../../core/index.ts'
import { COMPONENT_STATUSES, COMPONENTS, INCIDENT_STATUSES, type PageChange } from '../account/status-page.ts'
import { checkFault, requireSurface } from '../faults/options.ts'
import type { Deps, Env } from '../server/deps.ts'
import type { Dialect } from '../server/dialect.ts'
import { loopbackHostOnly } from '../server/host.ts'
import { surfaceRoute } from '../server/surface-route.ts'

const changeSchema = z
  .strictObject({
    component: z.enum(COMPONENTS.map(({ key }) => key)).optional(),
    status: z.enum(COMPONENT_STATUSES).optional(),
    incident: z
      .strictObject({
        name: z.string().min(1).max(200),
        status: z.enum(INCIDENT_STATUSES),
        body: z.string().max(2_000).default(''),
      })
      .optional(),
    reset: z.literal(true).optional(),
  })
  .refine(({ component, status, incident }) => (component ? status || incident : !status), {
    error: 'component and status belong together; a component may also be that of an incident',
  })

/** The endpoint, on a separate port, that sets and clears faults. */
export function controlApp(deps: Deps): Hono<Env> {
  const app = new Hono<Env>()
  app.use(loopbackHostOnly)
  app.use(
    bodyLimit({
      maxSize: 64 * 1024,
      onError: (c) => c.json(problem('too_large', 'the request body is larger than 64 KiB'), 413),
    }),
  )
  for (const path of ['/', '/health']) {
    app.get(path, surfaceRoute(deps, HEALTH), (c) => c.json({ service: 'doorwatch-sandbox', ok: true }))
  }
  app.get('/faults', (c) => c.json({ faults: deps.board.list() }))
  app.put('/faults/:surface', async (c) => {
    const { fault, ...options } = await jsonBody(c.req.raw)
    const active = deps.board.set(checkFault(c.req.param('surface'), fault, options))
    deps.log.info('fault set', { surface: active.surface, fault: active.fault })
    return c.json(active)
  })
  app.delete('/faults', (c) => c.json({ healed: deps.board.clear() }))
  app.delete('/faults/:surface', (c) => {
    return c.json({ healed: deps.board.clear(requireSurface(c.req.param('surface')).name) })
  })
  app.post('/status-page', async (c) => {
    changeStatusPage(deps, await jsonBody(c.req.raw))
    return c.json({ components: deps.statusPage.components })
  })
  app.notFound((c) => c.json(problem('not_found', `no route ${c.req.method} ${c.req.path}`), 404))
  app.onError((error, c) => {
    if (error instanceof MonitorError) return c.json(problem(error.code, error.message, error.hint), 400)
    deps.log.error('sandbox control failed', { error: error.message })
    return c.json(problem('internal', 'the control endpoint failed, see the log of the sandbox'), 500)
  })
  return app
}

const HEALTH_DIALECT: Dialect = {
  contentType: 'application/json',
  requestOf: async () => ({ stream: false }),
  error: (c, answer) => c.json(problem(answer.type, answer.message), answer.status as 500, answer.headers),
}
const HEALTH = { surface: 'network', route: 'health', dialect: HEALTH_DIALECT, workMs: () => 0 } as const

function changeStatusPage(deps: Deps, body: Record<string, unknown>): void {
  const result = changeSchema.safeParse(body)
  if (!result.success) {
    const issues = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
    throw new MonitorError('status_page', `invalid change of the status page: ${issues.join('; ')}`.slice(0, 500), {
      hint: 'Send component and status together, or incident with name and status; reset: true clears all first.',
    })
  }
  const { reset, ...change } = result.data
  if (reset) deps.statusPage.reset()
  deps.statusPage.change(change as PageChange)
}

/** JSON only: another site's page cannot send JSON without a CORS preflight, which this endpoint does not answer. */
async function jsonBody(request: Request): Promise<JsonObject> {
  const isJson = request.headers.get('content-type')?.startsWith('application/json')
  const body: unknown = isJson ? await request.json().catch(() => undefined) : undefined
  if (isJsonObject(body)) return body
  throw new MonitorError('bad_json', 'the body is not a JSON object', { hint: 'Send content-type application/json.' })
}

function problem(code: string, message: string, hint?: string) {
  return { error: { code, message, ...defined({ hint }) } }
}
