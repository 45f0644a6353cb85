import { type Context, Hono } from 'hono'
import { etag } from 'hono/etag'
import * as z from 'zod'
import {
  type Clock,
  DAY,
  defined,
  type History,
  MonitorError,
  OUTCOMES,
  parseDuration,
  type QuietWindow,
  readCurrentStates,
  type SurfaceRef,
  surfaceId,
  TRIGGERS,
  type WatchedProbe,
} from '../../core/index.ts'
import type { SurfaceObjective } from '../../slo/index.ts'
import { cursorFrom, pageFrom, readPage } from './paging.ts'
import { listParameter, nameParameter, readQuery } from './query.ts'
import { jsonSchemas } from './schemas.ts'
import { readTrends } from './trends.ts'
import { incidentJson, objectiveJson, runDetailJson, runJson, surfaceJson } from './views.ts'

export interface ApiV1Deps {
  readonly history: History
  readonly clock: Clock
  /** The probes that run now. */
  readonly probes: () => readonly WatchedProbe[]
  /** The maintenance windows of the configuration. */
  readonly maintenance: readonly QuietWindow[]
  /** Reads the objectives of all surfaces. */
  readonly objectives: () => Promise<readonly SurfaceObjective[]>
}

const LONGEST_SPAN = 3_660 * DAY
/** Surfaces whose trends are read at once. */
const MOST_TRENDS = 100

const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .optional()
const span = z
  .string()
  .max(20)
  .transform((text, context) => {
    try {
      return Math.min(parseDuration(text), LONGEST_SPAN)
    } catch {
      context.addIssue({ code: 'custom', message: 'expected a duration such as 24h or 7d' })
      return z.NEVER
    }
  })
  .optional()
const paged = {
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z
    .string()
    .max(500)
    .transform((text) => cursorFrom(text))
    .optional(),
}
const ranged = { since: span, from: instant, to: instant }

const SURFACES = z.strictObject({ target: nameParameter })
const INCIDENTS = z.strictObject({
  ...ranged,
  ...paged,
  target: nameParameter,
  open: z.enum(['true', 'false']).optional(),
})
const RUNS = z.strictObject({
  ...{ ...ranged, ...paged, target: nameParameter, surface: nameParameter, probe: nameParameter },
  ...{ outcome: listParameter(OUTCOMES), trigger: listParameter(TRIGGERS) },
})
const TRENDS = z.strictObject({
  ...{ ...ranged, ...paged, target: nameParameter, surface: nameParameter },
  limit: z.coerce.number().int().min(1).max(MOST_TRENDS).default(MOST_TRENDS),
})

/** `/api/v1/…`: the stored data for other programs. Times are ISO 8601 UTC, lists are paged. */
export function apiV1Routes(deps: ApiV1Deps): Hono {
  const routes = new Hono()
  routes.use(etag())
  routes.use(async (c, next) => {
    await next()
    // A browser may keep an answer, but asks with its ETag before it uses it.
    c.header('Cache-Control', 'private, no-cache')
  })
  routes.get('/schema.json', (c) => c.json(jsonSchemas()))
  routes.get('/surfaces', async (c) => {
    const { target } = read(c, SURFACES)
    const states = await currentStates(deps)
    const wanted = states.filter((state) => target === undefined || state.target === target)
    return c.json({ items: wanted.map(surfaceJson), next: null })
  })
  routes.get('/incidents', async (c) => c.json(await incidentsPage(deps, read(c, INCIDENTS))))
  routes.get('/runs', async (c) => c.json(await runsPage(deps, read(c, RUNS))))
  routes.get('/runs/:id', async (c) => {
    read(c, z.strictObject({}))
    const [run] = await runWithId(deps, c.req.param('id'))
    return run
      ? c.json(runDetailJson(run))
      : c.json({ error: { code: 'not_found', message: 'There is no such run. Ids are in /api/v1/runs.' } }, 404)
  })
  routes.get('/trends', async (c) => c.json(await trendsPage(deps, read(c, TRENDS))))
  routes.get('/objectives', async (c) => {
    read(c, z.strictObject({}))
    return c.json({ items: (await deps.objectives()).map(objectiveJson), next: null })
  })
  return routes
}

function currentStates({ history, clock, probes, maintenance }: ApiV1Deps) {
  const watched = probes()
  return readCurrentStates(history, {
    ...{ now: clock.now(), maintenance },
    ...defined({ watched: watched.length > 0 ? watched : undefined }),
  })
}

async function incidentsPage({ history, clock }: ApiV1Deps, query: z.output<typeof INCIDENTS>) {
  const { target, open, cursor, limit } = query
  // After the clock was set back, an open incident may have begun after now.
  const to = query.to ?? Number.MAX_SAFE_INTEGER
  const { from } = rangeOf(query, clock.now(), 30 * DAY)
  const all = await history.incidents({ from, to, ...defined({ target }) })
  const wanted = all.filter(({ resolvedAt }) => open === undefined || (resolvedAt === undefined) === (open === 'true'))
  const rows = cursor ? wanted.filter(({ openedAt }) => openedAt <= cursor.at) : wanted
  const page = pageFrom(rows, { cursor, limit }, { time: (row) => row.openedAt, key: (row) => row.name })
  return { ...page, items: page.items.map(incidentJson) }
}

async function runsPage({ history, clock }: ApiV1Deps, query: z.output<typeof RUNS>) {
  const { cursor, limit, target, surface, probe, outcome, trigger } = query
  const { from, to } = rangeOf(query, clock.now(), DAY)
  const newest = (most: number) =>
    history.runs({
      ...{ from, to: cursor ? Math.min(to, cursor.at + 1) : to, limit: most },
      ...defined({ target, surface, probe, outcomes: outcome, triggers: trigger }),
    })
  const page = await readPage(
    newest,
    { cursor, limit },
    { time: (row) => row.scheduledAt, key: (row) => String(row.id) },
  )
  return { ...page, items: page.items.map(runJson) }
}

async function runWithId({ history }: ApiV1Deps, id: string) {
  // Negative: it is not in the database yet.
  return /^-?\d{1,15}$/.test(id) ? history.runs({ id: Number(id), requests: true, limit: 1 }) : []
}

async function trendsPage(deps: ApiV1Deps, query: z.output<typeof TRENDS>) {
  const wanted = (await currentStates(deps)).filter(isWanted(query))
  const { cursor, limit } = query
  const { items: surfaces, next } = pageFrom(wanted, { cursor, limit }, { time: () => 0, key: surfaceId })
  const items = await readTrends(deps.history, { range: rangeOf(query, deps.clock.now(), 7 * DAY), surfaces })
  return { items, next }
}

function isWanted({ target, surface }: z.output<typeof TRENDS>) {
  return (ref: SurfaceRef & { readonly basis: string }) =>
    ref.basis !== 'retired' &&
    (target === undefined || ref.target === target) &&
    (surface === undefined || ref.surface === surface)
}

/** The range of a query: `from` and `to`, or `since` before its end. */
function rangeOf(
  {
    since,
    from,
    to,
  }: { readonly since?: number | undefined; readonly from?: number | undefined; readonly to?: number | undefined },
  now: number,
  defaultMs: number,
): { readonly from: number; readonly to: number } {
  const end = to ?? now + 1
  const start = from ?? end - (since ?? defaultMs)
  if (start < end && end - start <= LONGEST_SPAN) return { from: start, to: end }
  throw new MonitorError('bad_query', 'from, to: expected a time before another, at most ten years apart', {
    hint: 'Example: ?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z',
  })
}

function read<T extends z.ZodType>(c: Context, schema: T): z.output<T> {
  return readQuery(
    c,
    schema,
    'Known: since (24h, 7d), from and to (ISO 8601), target, surface, probe, outcome, trigger, open, limit (at most 500; of trends 100), cursor.',
  )
}
