import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { defined, type History, MonitorError } from '../core/index.ts'
import { singleQuery } from './v1/index.ts'

/** The history that a worker reads for commands on its machine. */
export interface ReadingSource extends History {
  /** The judge's memory of a target as the store reads it, sent as JSON. */
  judgeMemory(target: string): Promise<unknown>
}

const MAX_RUNS = 1_000
const text = z.string().max(200)
const time = z.number().int()
const range = z.strictObject({ from: time, to: time, target: text.optional() }).transform(defined)
const limit = z.number().int().min(1).max(MAX_RUNS)
const alerts = z
  .strictObject({ from: time.optional(), to: time.optional(), stream: text.optional(), limit })
  .transform(defined)
const messages = z
  .strictObject({ from: time.optional(), stream: z.string().max(1_000).optional(), limit })
  .transform(defined)
const runs = z.strictObject({
  ...{ from: time.optional(), to: time.optional(), target: text.optional(), surface: text.optional() },
  ...{ probe: text.optional(), outcomes: z.array(text).optional(), triggers: z.array(text).optional() },
  ...{ requests: z.boolean().optional(), limit },
})

/** The readings by name, each with its query read. */
const READINGS: Readonly<Record<string, (source: ReadingSource, query: unknown) => Promise<unknown>>> = {
  surfaces: (source) => source.surfaces(),
  lastRuns: (source) => source.lastRuns(),
  watched: (source) => source.watched(),
  openNotices: (source) => source.openNotices(),
  quietWindows: (source, query) => source.quietWindows(time.parse(query)),
  incidents: (source, query) => source.incidents(range.parse(query)),
  incidentNamed: (source, query) => source.incidentNamed(text.parse(query)),
  transitions: (source, query) => source.transitions(range.parse(query)),
  spend: (source, query) => source.spend(range.parse(query)),
  alerts: (source, query) => source.alerts(alerts.parse(query)),
  messages: (source, query) => source.messages(messages.parse(query)),
  channelBacklogs: (source, query) => source.channelBacklogs(time.parse(query)),
  runs: (source, query) => source.runs(runs.parse(query) as Parameters<History['runs']>[0]),
  judgeMemory: (source, query) => source.judgeMemory(text.parse(query)),
}

/**
 * Serves `status` and `why` on this machine while the database cannot be written: `GET /NAME?query=JSON`.
 * Not part of the public API; it changes with the product.
 */
export function readingRoutes(source: ReadingSource): Hono {
  const routes = new Hono()
  routes.get('/:name', async (c) => {
    const read = Object.hasOwn(READINGS, c.req.param('name')) ? READINGS[c.req.param('name')] : undefined
    if (!read) return c.json({ error: { code: 'not_found', message: 'There is no such reading.' } }, 404)
    try {
      return c.json((await read(source, queryOf(c))) ?? null)
    } catch (error) {
      if (error instanceof z.ZodError) throw new MonitorError('bad_query', z.prettifyError(error))
      throw error
    }
  })
  return routes
}

function queryOf(c: Context): unknown {
  const { query } = singleQuery(c)
  try {
    return query === undefined ? undefined : JSON.parse(query)
  } catch {
    throw new MonitorError('bad_query', 'The parameter query is not JSON')
  }
}
