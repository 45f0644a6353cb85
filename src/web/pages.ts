import { type Context, Hono } from 'hono'
import { type Clock, DAY, defined } from '../core/index.ts'
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
/** What a part shows when its address chooses no range. A page names the range that fits its history. */
const PART_RANGE: RangeChoice = '24h'

interface PageRoutesDeps {
  readonly models: Models
  readonly clock: Clock
  /** IANA name of the zone of the days and times in addresses. */
  readonly timezone: string
}

/** The live page, and its two parts for pages that are already open. */
export function pageRoutes({ models, clock, timezone }: PageRoutesDeps): Hono {
  const routes = new Hono()
  const policy = pagePolicy({ live: true })
  const choiceIn = (c: Context) => pageChoice(c.req.query(), { timezone, now: clock.now() })
  const refuse = (c: Context, problem: QueryProblem) => {
    c.header('Content-Security-Policy', servicePolicy())
    return c.html(renderMissing(models.imprint(), queryProblemPage(problem, exampleFor(problem, clock.now()))), 400)
  }

  routes.get('/', async (c) => {
    const choice = choiceIn(c)
    if (isQueryProblem(choice)) return refuse(c, choice)
    const { range = await models.fitting(), filter } = choice
    c.header('Content-Security-Policy', policy)
    return c.html(renderReport(await models.page(range, filter), page(range, filter)))
  })
  routes.get('/parts/now', async (c) => {
    const choice = choiceIn(c)
    if (isQueryProblem(choice)) return refuse(c, choice)
    const { range = PART_RANGE, filter } = choice
    return c.html(renderNow(models.imprint(), await models.front(filter), page(range, filter)))
  })
  routes.get('/parts/trend', async (c) => {
    const choice = choiceIn(c)
    if (isQueryProblem(choice)) return refuse(c, choice)
    const { range = PART_RANGE, filter } = choice
    return c.html(renderTrend(models.imprint(), await models.trend(range, filter), page(range, filter)))
  })
  return routes
}

/** What the address of a page or of one of its parts chooses. */
interface PageChoice {
  readonly range?: RangeChoice
  readonly filter: SurfaceFilter
}

function pageChoice(
  query: Readonly<Record<string, string>>,
  at: { readonly timezone: string; readonly now: number },
): PageChoice | QueryProblem {
  const [range, filter] = [chosenRange(query, at), filterIn(query)]
  if (isQueryProblem(range)) return range
  if (isQueryProblem(filter)) return filter
  return { filter, ...defined({ range }) }
}

function page(range: RangeChoice, filter: SurfaceFilter) {
  const chosen = typeof range === 'string' ? { since: range } : { between: range.words }
  return { live: true, ...chosen, filter, artifacts: ARTIFACTS }
}

/** An address with a valid value of the parameter. */
function exampleFor({ parameter }: QueryProblem, now: number): string {
  if (parameter === 'since') return '/?since=24h'
  if (parameter === 'state') return '/?state=down'
  const [from, to] = [now - 7 * DAY, now - DAY].map((at) => new Date(at).toISOString().slice(0, 10))
  return `/?from=${from}&to=${to}`
}
