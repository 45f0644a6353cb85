import { Hono } from 'hono'
import { HOUR, type IncidentRecord, MINUTE, MonitorError, type RunRecord } from '../../../src/core/index.ts'
import { type ApiV1Deps, apiV1Routes } from '../../../src/web/v1/routes.ts'
import { type HistoryData, memoryHistory, NO_HISTORY } from '../../support/history.ts'

/** Monday 23 November 2026, 21:05 UTC. */
export const NOW = Date.UTC(2026, 10, 23, 21, 5)

/** A run that passed, `minutes` before now. */
export function runAt(minutes: number, changes: Partial<RunRecord> = {}): RunRecord {
  const scheduledAt = NOW - minutes * MINUTE
  return {
    ...{ id: 100_000 - minutes, target: 'claude', surface: 'login', probe: 'login', location: 'local' },
    ...{ trigger: 'schedule', scheduledAt, startedAt: scheduledAt + 40, durationMs: 1_200, outcome: 'passed' },
    steps: [],
    ...changes,
  }
}

/** An incident that was declared `hours` before now and lasted half an hour. */
export function incidentAt(hours: number, changes: Partial<IncidentRecord> = {}): IncidentRecord {
  const openedAt = NOW - hours * HOUR
  return {
    ...{ name: `claude-${hours}`, target: 'claude', openedAt, impactAt: openedAt - MINUTE, scope: 'sign-in only' },
    ...{ resolvedAt: openedAt + 30 * MINUTE, surfaces: [], timeline: [] },
    ...changes,
  }
}

/** The routes over this history, without a server. */
export function apiOf(data: Partial<HistoryData> = {}, deps: Partial<ApiV1Deps> = {}) {
  const routes = apiV1Routes({
    history: memoryHistory(() => ({ ...NO_HISTORY, ...data })),
    clock: { now: () => NOW },
    ...{ probes: () => [], maintenance: [], objectives: async () => [] },
    ...deps,
  })
  const app = new Hono().route('/', routes).onError((error, c) => {
    if (!(error instanceof MonitorError)) throw error
    return c.json({ code: error.code, message: error.message, hint: error.hint }, 400)
  })
  // biome-ignore lint/suspicious/noExplicitAny: the shape is under test
  const json = async (path: string): Promise<any> => (await app.request(path)).json()
  return { app, json }
}

/** Every item of a list, page by page, and how many each page had. */
export async function allPages(api: ReturnType<typeof apiOf>, path: string) {
  const items: Record<string, unknown>[] = []
  const sizes: number[] = []
  let cursor: string | null = null
  do {
    const page = await api.json(cursor === null ? path : `${path}&cursor=${cursor}`)
    items.push(...page.items)
    sizes.push(page.items.length)
    cursor = page.next
  } while (cursor !== null)
  return { items, sizes }
}

export const iso = (at: number) => new Date(at).toISOString()
