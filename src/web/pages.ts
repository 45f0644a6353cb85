import { type Context, Hono } from 'hono'
import {
  filterIn,
  pagePolicy,
  type RangeName,
  rangeNamed,
  renderNow,
  renderReport,
  renderTrend,
  type SurfaceFilter,
} from '../report/index.ts'
import type { Models } from './models.ts'

const ARTIFACTS = '/artifacts/'

/** The live page, and its two parts for pages that are already open. */
export function pageRoutes(models: Models): Hono {
  const routes = new Hono()
  const policy = pagePolicy({ live: true })

  routes.get('/', async (c) => {
    const since = await requestedRange(c, models)
    const filter = filterIn(c.req.query())
    if (!since || !filter) return c.redirect('/')
    c.header('Content-Security-Policy', policy)
    return c.html(renderReport(await models.page(since, filter), page(since, filter)))
  })
  routes.get('/parts/now', async (c) => {
    const filter = filterIn(c.req.query()) ?? {}
    const now = await models.front(filter)
    return c.html(renderNow(models.imprint(), now, page(await rangeOr(c, '24h'), filter)))
  })
  routes.get('/parts/trend', async (c) => {
    const [since, filter] = [await rangeOr(c, '24h'), filterIn(c.req.query()) ?? {}]
    const trend = await models.trend(since, filter)
    return c.html(renderTrend(models.imprint(), trend, page(since, filter)))
  })
  return routes
}

function page(since: RangeName, filter: SurfaceFilter) {
  return { live: true, since, filter, artifacts: ARTIFACTS }
}

/** The range in the address, by default the fitting one; undefined where there is no such range. */
async function requestedRange(c: Context, models: Models): Promise<RangeName | undefined> {
  const name = c.req.query('since')
  return name === undefined ? models.fitting() : rangeNamed(name)
}

async function rangeOr(c: Context, other: RangeName): Promise<RangeName> {
  return rangeNamed(c.req.query('since') ?? '') ?? other
}
