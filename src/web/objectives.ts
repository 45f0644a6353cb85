import { Hono } from 'hono'
import { objectiveViews, renderObjectives, servicePolicy } from '../report/index.ts'
import type { Models } from './models.ts'

/** `/objectives`: every surface against its objective, from the reading that `/api/v1/objectives` gives. */
export function objectiveRoutes(models: Pick<Models, 'imprint' | 'objectives'>): Hono {
  const routes = new Hono()
  routes.get('/objectives', async (c) => {
    const imprint = models.imprint()
    c.header('Content-Security-Policy', servicePolicy())
    return c.html(renderObjectives(imprint, { at: imprint.at, objectives: objectiveViews(await models.objectives()) }))
  })
  return routes
}
