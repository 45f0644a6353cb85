import { type Context, Hono } from 'hono'
import type { Clock } from '../core/index.ts'
import {
  artifactReader,
  buildIncidentPage,
  type IncidentHistory,
  incidentPolicy,
  packEvidence,
  renderIncident,
  withIsoTimes,
} from '../report/index.ts'
import { refuseWith } from './missing.ts'
import type { Models } from './models.ts'

interface IncidentRoutesDeps {
  readonly history: IncidentHistory
  readonly models: Pick<Models, 'imprint'>
  readonly clock: Clock
  readonly artifactsDir: string
  /** A copy of plain data without the secrets of the configuration. */
  readonly scrub: <T>(data: T) => T
}

const NO_INCIDENT = 'There is no incident of this name.'

function missing({ models }: IncidentRoutesDeps, c: Context) {
  return refuseWith(c, models, { text: NO_INCIDENT, hint: 'The front page lists the incidents.' }, 404)
}

/** `/incidents/NAME`: the page of an incident; its evidence pack; the same as JSON. */
export function incidentRoutes(deps: IncidentRoutesDeps): Hono {
  const routes = new Hono()
  routes.get('/incidents/:name', async (c) => {
    const model = await modelOf(deps, c)
    if (!model) return missing(deps, c)
    c.header('Content-Security-Policy', incidentPolicy())
    return c.html(renderIncident(deps.models.imprint(), model, { live: true, artifacts: '/artifacts/' }))
  })
  routes.get('/incidents/:name/evidence.zip', async (c) => {
    const model = await modelOf(deps, c)
    if (!model) return missing(deps, c)
    const { scrub, artifactsDir, models } = deps
    const pack = await packEvidence(model, {
      ...{ scrub, imprint: models.imprint(), readArtifact: artifactReader(artifactsDir) },
    })
    return c.body(new Uint8Array(pack.bytes).buffer, 200, {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="${pack.name}"`,
    })
  })
  routes.get('/api/v1/incidents/:name', async (c) => {
    const model = await modelOf(deps, c)
    if (!model) return c.json({ error: { code: 'unknown_name', message: NO_INCIDENT } }, 404)
    return c.json(withIsoTimes(model))
  })
  return routes
}

function modelOf({ history, clock }: IncidentRoutesDeps, c: Context) {
  return buildIncidentPage(history, { name: c.req.param('name') ?? '', now: clock.now() })
}
