import { Hono } from 'hono'
import { type PlanEvaluation, planJson } from '../continuity/index.ts'
import { planPageOf, planPolicy, renderPlan } from '../report/index.ts'
import type { Models } from './models.ts'

/** `/plan`: the evaluated continuity plan; `/api/v1/plan`: the same as JSON. */
export function planRoutes({
  models,
  evaluate,
}: {
  readonly models: Pick<Models, 'imprint' | 'surfaceStates'>
  readonly evaluate: () => Promise<PlanEvaluation>
}): Hono {
  const routes = new Hono()
  routes.get('/plan', async (c) => {
    c.header('Content-Security-Policy', planPolicy())
    return c.html(renderPlan(models.imprint(), planPageOf(await evaluate(), await models.surfaceStates())))
  })
  routes.get('/api/v1/plan', async (c) => c.json(planJson(await evaluate())))
  return routes
}
