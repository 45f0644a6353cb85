import { type Context, Hono } from 'hono'
import { type Clock, DAY } from '../core/index.ts'
import {
  chosenRange,
  filterIn,
  isQueryProblem,
  pagePolicy,
  type QueryProblem,
  queryProblemPage,
  type RangeChoice,
  renderMissing,
  renderNow,
  renderReport,
  renderTrend,
  type SurfaceFilter,
  servicePolicy,
} from '../report/index.ts'
import type { Models } from './models.ts'

const ARTIFACTS = '/artifacts/'

export interface PageRoutesDeps {
  readonly models: Models
  readonly clock: Clock
  /** IANA name of the zone of the days that people type. */
  readonly timezone: string
}

/** The live page, and its two parts for pages that are already open. */
export function pageRoutes({ models, clock, timezone }: PageRoutesDeps): Hono {
  const routes = new Hono()
  const policy = pagePolicy({ live: true })
  const chosen = (c: Context) => chosenRange(c.req.query(), { timezone, now: clock.now() })
  const refuse = (c: Context, problem: QueryProblem) => {
    c.header('Content-Security-Policy', servicePolicy())
    return c.html(renderMissing(models.imprint(), queryProblemPage(problem, exampleFor(problem, clock.now()))), 400)
  }

  routes.get('/', async (c) => {
    const range = chosen(c) ?? (await models.fitting())
    const filter = filterIn(c.req.query())
    if (isQueryProblem(range)) return refuse(c, range)
    if (isQueryProblem(filter)) return refuse(c, filter)
    c.header('Content-Security-Policy', policy)
    return c.html(renderReport(await models.page(range, filter), page(range, filter)))
  })
  routes.get('/parts/now', async (c) => {
    const filter = filterOr(filterIn(c.req.query()))
    const now = await models.front(filter)
    return c.html(renderNow(models.imprint(), now, page(rangeOr(chosen(c)), filter)))
  })
  routes.get('/parts/trend', async (c) => {
    const [range, filter] = [rangeOr(chosen(c)), filterOr(filterIn(c.req.query()))]
    const trend = await models.trend(range, filter)
    return c.html(renderTrend(models.imprint(), trend, page(range, filter)))
  })
  return routes
}

function page(range: RangeChoice, filter: SurfaceFilter) {
  const shown = typeof range === 'string' ? { since: range } : { between: range.words }
  return { live: true, ...shown, filter, artifacts: ARTIFACTS }
}

function rangeOr(range: ReturnType<typeof chosenRange>): RangeChoice {
  return range === undefined || isQueryProblem(range) ? '24h' : range
}

function filterOr(filter: ReturnType<typeof filterIn>): SurfaceFilter {
  return isQueryProblem(filter) ? {} : filter
}

/** An address with a value that the parameter takes. */
function exampleFor({ parameter }: QueryProblem, now: number): string {
  if (parameter === 'since') return '/?since=24h'
  if (parameter === 'state') return '/?state=down'
  const [from, to] = [now - 7 * DAY, now - DAY].map((at) => new Date(at).toISOString().slice(0, 10))
  return `/?from=${from}&to=${to}`
}
