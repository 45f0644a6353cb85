import { type Context, Hono } from 'hono'
import { z } from 'zod'
import {
  type Clock,
  defined,
  type History,
  type IncidentRecord,
  MonitorError,
  OUTCOMES,
  TRIGGERS,
} from '../core/index.ts'
import { costJson, priceOutage, readOutages } from '../costs/index.ts'
import { RANGE_NAMES, rangeNamed, rangeOf } from '../report/index.ts'
import type { Models } from './models.ts'
import { singleQuery } from './v1/index.ts'

const MOST_RUNS = 1_000

const name = z.string().min(1).max(200).optional()
const since = z.preprocess((text) => rangeNamed(String(text)) ?? text, z.enum(RANGE_NAMES)).default('24h')
const list = <T extends string>(values: readonly T[]) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)))
    .optional()

const RUNS = z.strictObject({
  since,
  target: name,
  surface: name,
  probe: name,
  outcome: list(OUTCOMES),
  trigger: list(TRIGGERS),
  limit: z.coerce.number().int().min(1).max(MOST_RUNS).default(100),
})
const SINCE = z.strictObject({ since, target: name })
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
    const found = await history.incidentNamed(c.req.param('name'))
    const [incident] = await withCosts(history, found ? [found] : [], clock.now())
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
  const outages = new Map((await readOutages(history, incidents, now)).map((one) => [one.subject, one]))
  return incidents.map((incident) => {
    const outage = outages.get(incident.name)
    return outage ? { ...incident, cost: costJson(priceOutage(outage)) } : incident
  })
}

function read<T extends z.ZodType>(c: Context, schema: T): z.output<T> {
  const query = schema.safeParse(singleQuery(c))
  if (query.success) return query.data
  const [issue] = query.error.issues
  throw new MonitorError('bad_query', `${issue?.path.join('.') || 'query'}: ${issue?.message ?? 'not understood'}`, {
    hint: `Known: since (${RANGE_NAMES.join(', ')}), target, surface, probe, outcome, trigger, limit (at most ${MOST_RUNS}).`,
  })
}
