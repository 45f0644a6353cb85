import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { type Clock, defined, type History, type IncidentRecord, OUTCOMES, TRIGGERS } from '../core/index.ts'
import { costJson, priceOutage, readOutages } from '../costs/index.ts'
import { RANGE_NAMES, rangeNamed, rangeOf } from '../report/index.ts'
import type { Models } from './models.ts'
import { listParameter, nameParameter, readQuery } from './v1/index.ts'

const MOST_RUNS = 1_000

const since = z.preprocess((text) => rangeNamed(String(text)) ?? text, z.enum(RANGE_NAMES)).default('24h')

const RUNS = z.strictObject({
  since,
  target: nameParameter,
  surface: nameParameter,
  probe: nameParameter,
  outcome: listParameter(OUTCOMES),
  trigger: listParameter(TRIGGERS),
  limit: z.coerce.number().int().min(1).max(MOST_RUNS).default(100),
})
const SINCE = z.strictObject({ since, target: nameParameter })
const REPORT = z.strictObject({ since })

/** Status, runs, incidents and the report model as JSON. */
export function apiRoutes(deps: { readonly history: History; readonly models: Models; readonly clock: Clock }): Hono {
  const { history, models, clock } = deps
  const routes = new Hono()
  routes.get('/status', async (c) => c.json(await models.now()))
  routes.get('/report', async (c) => {
    const query = read(c, REPORT)
    return c.json(await models.report(query.since))
  })
  routes.get('/incidents', async (c) => {
    const { since: range, target } = read(c, SINCE)
    const incidents = await history.incidents({ ...rangeOf(range, clock.now()), ...defined({ target }) })
    return c.json(await withCosts(history, incidents, clock.now()))
  })
  routes.get('/incidents/:name', async (c) => {
    const record = await history.incidentNamed(c.req.param('name'))
    const [incident] = await withCosts(history, record ? [record] : [], clock.now())
    return incident
      ? c.json(incident)
      : c.json({ error: { code: 'not_found', message: 'There is no such incident.' } }, 404)
  })
  routes.get('/runs', async (c) => {
    const { since: range, outcome, trigger, limit, target, surface, probe } = read(c, RUNS)
    const runs = await history.runs({
      from: rangeOf(range, clock.now()).from,
      limit,
      ...defined({ target, surface, probe, outcomes: outcome, triggers: trigger }),
    })
    return c.json(runs)
  })
  return routes
}

async function withCosts(history: History, incidents: readonly IncidentRecord[], now: number) {
  const outages = new Map((await readOutages(history, incidents, now)).map((outage) => [outage.subject, outage]))
  return incidents.map((incident) => {
    const outage = outages.get(incident.name)
    return outage ? { ...incident, cost: costJson(priceOutage(outage)) } : incident
  })
}

function read<T extends z.ZodType>(c: Context, schema: T): z.output<T> {
  return readQuery(
    c,
    schema,
    `Known: since (${RANGE_NAMES.join(', ')}), target, surface, probe, outcome, trigger, limit (at most ${MOST_RUNS}).`,
  )
}
