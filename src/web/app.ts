import { type Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import type { PlanEvaluation } from '../continuity/index.ts'
import { type Clock, defined, type Log, MonitorError, messageOf, type Secret } from '../core/index.ts'
import type { Budgets, CostedPlan, MessageDrawing } from '../report/index.ts'
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
import { guardAddress, guardAnswers, guardHost } from './guard.ts'
import { incidentRoutes } from './incidents.ts'
import { knownQueries } from './known-query.ts'
import type { LiveUpdates } from './live-updates.ts'
import { refuseWith } from './missing.ts'
import type { Models } from './models.ts'
import { monitorRoutes } from './monitor.ts'
import type { MonitorFacts } from './monitor-port.ts'
import { monthRoutes } from './months.ts'
import { objectiveRoutes } from './objectives.ts'
import { pageRoutes } from './pages.ts'
import { planRoutes } from './plan.ts'
import { probeRoutes } from './probes.ts'
import type { PublicStateReader } from './public-state.ts'
import { type ReadingSource, readingRoutes } from './readings.ts'
import type { ReportDesk } from './report-desk.ts'
import { REPORTS_PATH, reportRoutes } from './reports.ts'
import { runRoutes } from './runs.ts'
import { statuspageRoutes } from './statuspage.ts'
import { troubleRoutes } from './trouble.ts'
import { type ApiV1Deps, apiV1Routes } from './v1/index.ts'

/** The text format of Prometheus. */
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

interface AppDeps extends Pick<ApiV1Deps, 'probes' | 'maintenance' | 'objectives'> {
  readonly history: ReadingSource
  readonly clock: Clock
  readonly models: Models
  /** Daily probing budget by target. Default: none. */
  readonly budgets?: Budgets
  readonly liveUpdates: LiveUpdates
  /** The channels of the configuration, and how their services show messages. */
  readonly drawing: MessageDrawing
  readonly host: string
  readonly artifactsDir: string
  /** Token that clients must send. Default: none, everyone who reaches the dashboard may read it. */
  readonly token?: Secret
  /** Address at which people reach it, for example that of a proxy. */
  readonly publicUrl?: string
  /** Serves the public paths, which contain states and times only, without the token. */
  readonly share: boolean
  /** Reads the model of those paths. */
  readonly publicState: PublicStateReader
  /** Whether it is reached over https. */
  readonly secure: boolean
  readonly log: Log
  /** A copy of plain data without the secrets of the configuration. */
  readonly scrub: <T>(data: T) => T
  /** IANA name of the zone times are shown in. */
  readonly timezone: string
  /** The changes that people make on the dashboard. Default: it is read-only. */
  readonly changes?: DashboardChanges
  /** Acknowledging by the link of a message. Default: no link works. */
  readonly ackByLink?: AckByLink
  /** Accepts the reports of people. Default: none are accepted. */
  readonly desk?: ReportDesk
  /** Evaluates the continuity plan. Default: none is served. */
  readonly plan?: () => Promise<PlanEvaluation>
  /** The workflows of the configuration. Default: no costs are shown. */
  readonly costs?: CostedPlan
  /** Facts of the worker and its machine. Default: they are unknown. */
  readonly facts?: () => Promise<MonitorFacts>
  /** The metrics in the text format of Prometheus. Default: none are served. */
  readonly metrics?: () => Promise<string>
}

/** All routes behind the guards. */
export function createApp(deps: AppDeps): Hono {
  const { clock, token, desk, ackByLink, share, publicState, timezone } = deps
  const app = new Hono()
  app.use(guardAnswers(), guardAddress())
  if (!token) app.use(guardHost(deps.host, deps.publicUrl))
  // Before the guards of the dashboard: people who follow a link in a message have no token of the dashboard.
  if (ackByLink) app.route(ACK_LINK_PATH, ackLinkRoutes({ acknowledge: ackByLink, clock, timezone }))
  const publicRoutes = statuspageRoutes({
    ...{ read: publicState, timezone, open: share },
    ...defined({ publicUrl: deps.publicUrl }),
  })
  if (share) app.route('/', publicRoutes)
  if (desk) app.route(REPORTS_PATH, reportRoutes({ desk, clock }))
  if (token) {
    const access = createAccess(token, { clock, secure: deps.secure })
    // No Host check: a page that points its own name here (DNS rebinding) has no token, and browsers send the cookie only to
    // the name of the sign-in. Proxies that do not pass the Host header on send names that no configuration lists.
    app.use(
      guardMethods((c) => holdsToken(c, token)),
      access.guard,
    )
    app.route(SIGN_IN_PATH, access.routes)
  } else app.use(guardMethods(() => false))
  if (!share) app.route('/', publicRoutes)
  addPages(app, deps)
  addData(app, deps)
  app.notFound((c) =>
    refuseWith(c, deps.models, { text: 'There is nothing here.', hint: 'The dashboard is at /.' }, 404),
  )
  app.onError((error, c) => errorAnswer(error, c, deps))
  return app
}

function addPages(app: Hono, deps: AppDeps): void {
  const { history, models, clock, liveUpdates, drawing, artifactsDir, changes, desk, scrub, timezone } = deps
  app.route('/', knownQueries())
  app.route('/', pageRoutes({ models, clock, timezone }))
  if (desk) app.route('/', troubleRoutes({ desk, models, clock }))
  if (changes) app.route('/', changeRoutes({ changes, history, models, clock }))
  // A thousand surfaces with their newest runs are megabytes of repetitive text.
  app.use('/api/*', compress())
  app.route('/', incidentRoutes({ history, models, clock, artifactsDir, scrub }))
  app.route('/', runRoutes({ history, models, clock }))
  app.route('/', probeRoutes({ history, models, clock, budgets: deps.budgets ?? {} }))
  app.route('/', monthRoutes({ history, models, clock, timezone, ...defined({ costs: deps.costs, plan: deps.plan }) }))
  app.route('/', objectiveRoutes(models))
  app.route(
    '/',
    monitorRoutes({ history, models, clock, drawing, budgets: deps.budgets ?? {}, ...defined({ facts: deps.facts }) }),
  )
  app.route('/', alertRoutes({ history, models, clock, drawing }))
  app.route('/events', eventRoutes(liveUpdates))
  app.route('/artifacts', artifactRoutes(artifactsDir))
}

function addData(app: Hono, deps: AppDeps): void {
  const { history, models, clock, plan, metrics } = deps
  app.route('/api', apiRoutes({ history, models, clock }))
  if (plan) app.route('/', planRoutes({ models, evaluate: plan }))
  app.route('/api/v1', apiV1Routes(deps))
  app.route('/api/read', readingRoutes(history))
  if (metrics) {
    app.get('/metrics', async (c) => c.body(await metrics(), 200, { 'Content-Type': METRICS_TYPE }))
  }
}

function errorAnswer(error: Error, c: Context, { log, models }: Pick<AppDeps, 'log' | 'models'>) {
  const monitorError = error instanceof MonitorError ? error : undefined
  const isBadRequest = monitorError?.code === 'bad_query' || monitorError?.code === 'range'
  if (!isBadRequest) log.error('the dashboard could not answer', { path: pathForLog(c), error: messageOf(error) })
  const message = monitorError ? monitorError.message : 'The dashboard failed; the reason is in the log.'
  const status = isBadRequest ? 400 : 503
  if (!c.req.path.startsWith('/api/') && !c.req.path.endsWith('.json')) {
    const { pathname, search } = new URL(c.req.url)
    const link = isBadRequest && search !== '' ? { href: pathname, text: `${pathname} without parameters` } : undefined
    return refuseWith(c, models, { text: message, hint: monitorError?.hint ?? '', ...defined({ link }) }, status)
  }
  return c.json({ error: { code: monitorError?.code ?? 'internal', message, hint: monitorError?.hint } }, status)
}

/** The path of a request without the token of a link. */
function pathForLog(c: Context): string {
  return c.req.path.startsWith(`${ACK_LINK_PATH}/`) ? `${ACK_LINK_PATH}/[removed]` : c.req.path
}
