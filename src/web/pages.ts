import { type Context, Hono } from 'hono'
import { pagePolicy, type RangeName, rangeNamed, renderNow, renderReport, renderTrend } from '../report/index.ts'
import type { Models } from './models.ts'

const ARTIFACTS = '/artifacts/'

/** The live page, and its two parts for pages that are already open. */
export function pageRoutes(models: Models): Hono {
  const routes = new Hono()
  const policy = pagePolicy({ live: true })

  routes.get('/', async (c) => {
    const since = await chosen(c, models)
    if (!since) return c.redirect('/')
    c.header('Content-Security-Policy', policy)
    return c.html(renderReport(await models.report(since), page(since)))
  })
  routes.get('/parts/now', async (c) => {
    const now = await models.now()
    return c.html(renderNow(models.imprint(), now, page(await rangeOr(c, '24h'))))
  })
  routes.get('/parts/trend', async (c) => {
    const since = await rangeOr(c, '24h')
    const trend = await models.trend(since)
    return c.html(renderTrend(models.imprint(), trend, page(since)))
  })
  return routes
}

function page(since: RangeName) {
  return { live: true, since, artifacts: ARTIFACTS }
}

/** The asked-for range, or the fitting one where none was asked for; undefined where there is no such range. */
async function chosen(c: Context, models: Models): Promise<RangeName | undefined> {
  const asked = c.req.query('since')
  if (asked === undefined) return models.fitting()
  return rangeNamed(asked)
}

async function rangeOr(c: Context, other: RangeName): Promise<RangeName> {
  return rangeNamed(c.req.query('since') ?? '') ?? other
}
