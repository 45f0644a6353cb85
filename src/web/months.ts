import { Hono } from 'hono'
import type { PlanEvaluation } from '../continuity/index.ts'
import { type Clock, defined } from '../core/index.ts'
import {
  buildMonth,
  type CostedPlan,
  type MonthHistory,
  monthOf,
  monthPolicy,
  renderMonth,
  withIsoTimes,
} from '../report/index.ts'
import type { Models } from './models.ts'

interface MonthRoutesDeps {
  readonly history: MonthHistory
  readonly models: Pick<Models, 'imprint'>
  readonly clock: Clock
  /** IANA name. */
  readonly timezone: string
  /** The workflows of the configuration. Default: no costs are shown. */
  readonly costs?: CostedPlan
  /** Evaluates the continuity plan. Default: no plan is shown. */
  readonly plan?: () => Promise<PlanEvaluation>
}

/** `/months/2026-03`: a month for a manager; `/months` leads to this one; `/api/v1/months/2026-03`: the same as JSON. */
export function monthRoutes({ history, models, clock, timezone, costs, plan }: MonthRoutesDeps): Hono {
  const routes = new Hono()
  const build = async (month: string) =>
    buildMonth(history, { month, timezone, now: clock.now(), ...defined({ costs, plan: await plan?.() }) })
  routes.get('/months', (c) => c.redirect(`/months/${monthOf(clock.now(), timezone)}`))
  routes.get('/months/:month', async (c) => {
    const model = await build(c.req.param('month'))
    c.header('Content-Security-Policy', monthPolicy())
    return c.html(renderMonth(models.imprint(), model, { live: true }))
  })
  routes.get('/api/v1/months/:month', async (c) => c.json(withIsoTimes(await build(c.req.param('month')))))
  return routes
}
