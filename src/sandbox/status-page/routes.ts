import { Hono } from 'hono'
import {
  type ComponentKey,
  impactOf,
  type PageComponent,
  type PageIncident,
  type ProviderPage,
} from '../account/status-page.ts'
import type { Deps, Env } from '../server/deps.ts'
import type { Dialect } from '../server/dialect.ts'
import { surfaceRoute } from '../server/surface-route.ts'

const PAGE_ID = 'lm4statuspage'
const DESCRIPTIONS = {
  none: 'All Systems Operational',
  minor: 'Minor Service Outage',
  major: 'Partial System Outage',
  critical: 'Major Service Outage',
} as const

/** A CDN of the status page answers errors as plain JSON. */
const STATUS_DIALECT: Dialect = {
  contentType: 'application/json',
  requestOf: async () => ({ stream: false }),
  error: (c, answer) => c.json({ error: answer.message }, answer.status as 500, answer.headers),
}

/** The public JSON of a Statuspage v2 page. */
export function statusPageApi(deps: Deps): Hono<Env> {
  const app = new Hono<Env>()
  const page = deps.statusPage
  app.use(
    '/api/v2/*',
    surfaceRoute(deps, { surface: 'status', route: 'status-page', dialect: STATUS_DIALECT, workMs: () => 0 }),
  )
  app.get('/api/v2/summary.json', (c) => {
    const open = page.incidents.filter((incident) => incident.status !== 'resolved')
    return c.json({
      ...head(page),
      status: status(page),
      components: components(page),
      incidents: open.map((incident) => incidentJson(incident, page)),
      scheduled_maintenances: [],
    })
  })
  app.get('/api/v2/status.json', (c) => c.json({ ...head(page), status: status(page) }))
  app.get('/api/v2/components.json', (c) => c.json({ ...head(page), components: components(page) }))
  app.get('/api/v2/incidents.json', (c) =>
    c.json({ ...head(page), incidents: page.incidents.map((incident) => incidentJson(incident, page)) }),
  )
  return app
}

function head(page: ProviderPage) {
  const latest = Math.max(
    page.startedAt,
    ...page.components.map((component) => component.updatedAt),
    ...page.incidents.map((incident) => incident.updates[0]?.at ?? 0),
  )
  return { page: { id: PAGE_ID, name: 'Lumen', time_zone: 'Etc/UTC', updated_at: iso(latest) } }
}

function status(page: ProviderPage) {
  const indicator = impactOf(page.components)
  return { indicator, description: DESCRIPTIONS[indicator] }
}

function components(page: ProviderPage) {
  return page.components.map((component, index) => componentJson(component, index + 1, page.startedAt))
}

function componentJson(component: PageComponent, position: number, createdAt: number) {
  return {
    id: component.id,
    name: component.name,
    status: component.status,
    created_at: iso(createdAt),
    updated_at: iso(component.updatedAt),
    position,
    description: null,
    showcase: true,
    start_date: null,
    group_id: null,
    page_id: PAGE_ID,
    group: false,
    only_show_if_degraded: false,
  }
}

function incidentJson(incident: PageIncident, page: ProviderPage) {
  const at = (wanted: PageIncident['status']) => incident.updates.find((update) => update.status === wanted)?.at
  return {
    id: incident.id,
    name: incident.name,
    status: incident.status,
    impact: incident.impact,
    shortlink: null,
    created_at: iso(incident.createdAt),
    started_at: iso(incident.createdAt),
    updated_at: iso(incident.updates[0]?.at ?? incident.createdAt),
    monitoring_at: isoOrNull(at('monitoring')),
    resolved_at: isoOrNull(at('resolved')),
    page_id: PAGE_ID,
    incident_updates: incident.updates.map((update) => ({
      id: update.id,
      status: update.status,
      body: update.body,
      incident_id: incident.id,
      created_at: iso(update.at),
      display_at: iso(update.at),
      affected_components: affected(incident.components, page),
    })),
    components: affectedComponents(incident.components, page),
  }
}

function affected(keys: readonly ComponentKey[], page: ProviderPage) {
  return keys.flatMap((key) => {
    const component = page.component(key)
    if (!component) return []
    return [{ code: component.id, name: component.name, old_status: 'operational', new_status: component.status }]
  })
}

function affectedComponents(keys: readonly ComponentKey[], page: ProviderPage) {
  return keys.flatMap((key, index) => {
    const component = page.component(key)
    return component ? [componentJson(component, index + 1, page.startedAt)] : []
  })
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : iso(at)
}
