import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { type Clock, defined, type History } from '../core/index.ts'
import {
  type AlertsPageModel,
  alertsPolicy,
  buildAlertsPage,
  type MessageDrawing,
  renderAlerts,
} from '../report/index.ts'
import type { Models } from './models.ts'
import { readQuery } from './v1/index.ts'

const MOST_PAGES = 10_000

/** An empty field of the form is no filter. */
const word = z
  .string()
  .max(1_000)
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()))
const QUERY = z.strictObject({
  channel: word,
  incident: word,
  page: z.coerce.number().int().min(1).max(MOST_PAGES).default(1),
})

interface AlertRoutesDeps {
  readonly history: Pick<History, 'messages' | 'alerts' | 'incidents' | 'channelBacklogs' | 'channelReach'>
  readonly models: Pick<Models, 'imprint'>
  readonly clock: Clock
  readonly drawing: MessageDrawing
}

/** `/alerts`: the sent messages, drawn as each service shows them; `/api/alerts`: the same as JSON. */
export function alertRoutes(deps: AlertRoutesDeps): Hono {
  const routes = new Hono()
  routes.get('/alerts', async (c) => {
    const model = await pageOf(deps, c)
    c.header('Content-Security-Policy', alertsPolicy())
    return c.html(renderAlerts(deps.models.imprint(), model))
  })
  routes.get('/api/alerts', async (c) => c.json(await pageOf(deps, c)))
  return routes
}

async function pageOf({ history, clock, drawing }: AlertRoutesDeps, c: Context): Promise<AlertsPageModel> {
  const hint = 'Known: channel (a name), incident (a name, or the key of a notice), page (a number from 1).'
  const { channel, incident, page } = readQuery(c, QUERY, hint)
  return buildAlertsPage(history, { now: clock.now(), filter: defined({ channel, incident }), page, drawing })
}
