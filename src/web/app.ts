import { type Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import type { PlanEvaluation } from '../continuity/index.ts'
import { type Clock, type Log, MonitorError, messageOf, type Secret } from '../core/index.ts'
import type { MessageDrawing } from '../report/index.ts'
import { createAccess, holdsToken, SIGN_IN_PATH } from './access.ts'
import { ACK_LINK_PATH, ackLinkRoutes } from './ack-link.ts'
import type { AckByLink } from './ack-port.ts'
import { alertRoutes } from './alerts.ts'
import { apiRoutes } from './api.ts'
import { artifactRoutes } from './artifacts.ts'
import { changeRoutes } from './changes.ts'
import type { DashboardChanges } from './changes-port.ts'
import { guardMethods } from './cross-site.ts'
import { eventRoutes } from './events.ts'
import { guardAnswers, guardHost } from './guard.ts'
import type { LiveUpdates } from './live-updates.ts'
import type { Models } from './models.ts'
import { pageRoutes } from './pages.ts'
import { planRoutes } from './plan.ts'
import { type ReadingSource, readingRoutes } from './readings.ts'

export interface AppDeps {
  readonly history: ReadingSource
  readonly clock: Clock
  readonly models: Models
  readonly liveUpdates: LiveUpdates
  /** The channels of the configuration, and how their services show messages. */
  readonly drawing: MessageDrawing
  readonly host: string
  readonly artifactsDir: string
  /** Token that clients must send. Default: none, everyone who reaches the dashboard may read it. */
  readonly token?: Secret
  /** Where people reach it, for example behind a proxy. */
  readonly publicUrl?: string
  /** Whether it is reached over https. */
  readonly secure: boolean
  readonly log: Log
  /** IANA name of the zone times are shown in. */
  readonly timezone: string
  /** What people change. Default: nothing can be changed. */
  readonly changes?: DashboardChanges
  /** Acknowledging by the link of a message. Default: no link works. */
  readonly ackByLink?: AckByLink
  /** Evaluates the continuity plan. Default: none is served. */
  readonly plan?: () => Promise<PlanEvaluation>
}

/** All routes behind the guards. */
export function createApp(deps: AppDeps): Hono {
  const {
    history,
    models,
    clock,
    liveUpdates,
    drawing,
    host,
    artifactsDir,
    token,
    log,
    timezone,
    ackByLink,
    plan,
    changes,
  } = deps
  const app = new Hono()
  app.use(guardAnswers())
  if (!token) app.use(guardHost(host, deps.publicUrl))
  // Before the guards of the dashboard: who follows a link from a message has no token of the dashboard.
  if (ackByLink) app.route(ACK_LINK_PATH, ackLinkRoutes({ acknowledge: ackByLink, clock, timezone }))
  if (token) {
    const access = createAccess(token, { clock, secure: deps.secure })
    // The Host header needs no check: a page elsewhere that points its own name here has no cookie for it.
    app.use(
      guardMethods((c) => holdsToken(c, token)),
      access.guard,
    )
    app.route(SIGN_IN_PATH, access.routes)
  } else app.use(guardMethods(() => false))
  app.route('/', pageRoutes(models))
  if (changes) app.route('/', changeRoutes({ changes, history, models, clock }))
  // A thousand surfaces with their newest runs are megabytes of repetitive text.
  app.use('/api/*', compress())
  app.route('/', alertRoutes({ history, models, clock, drawing }))
  app.route('/api', apiRoutes({ history, models, clock }))
  if (plan) app.route('/', planRoutes({ models, evaluate: plan }))
  app.route('/api/read', readingRoutes(history))
  app.route('/events', eventRoutes(liveUpdates))
  app.route('/artifacts', artifactRoutes(artifactsDir))
  app.notFound((c) => c.text('There is nothing here. The dashboard is at /.', 404))
  app.onError((error, c) => {
    const monitorError = error instanceof MonitorError ? error : undefined
    const isBadRequest = monitorError?.code === 'bad_query' || monitorError?.code === 'range'
    if (!isBadRequest) log.error('the dashboard could not answer', { path: pathForLog(c), error: messageOf(error) })
    const message = monitorError ? monitorError.message : 'The dashboard failed; the reason is in the log.'
    const status = isBadRequest ? 400 : 503
    if (!c.req.path.startsWith('/api/'))
      return c.text(`${message}${monitorError?.hint ? `\n${monitorError.hint}` : ''}`, status)
    return c.json({ error: { code: monitorError?.code ?? 'internal', message, hint: monitorError?.hint } }, status)
  })
  return app
}

/** The path of a request without the token of a link. */
function pathForLog(c: Context): string {
  return c.req.path.startsWith(`${ACK_LINK_PATH}/`) ? `${ACK_LINK_PATH}/[removed]` : c.req.path
}
