import { type Context, Hono } from 'hono'
import { MonitorError } from '../core/index.ts'
import { atomFeed, badgeOf, type Face } from '../export/index.ts'
import { renderState, statePolicy } from '../report/index.ts'
import type { FaceReader } from './face.ts'

const LONGEST_NAME = 200

interface StatuspageDeps {
  readonly read: FaceReader
  readonly timezone: string
  /** The address at which people reach the dashboard. Default: that of the request. */
  readonly publicUrl?: string
  /** Whether pages of other sites may read it. */
  readonly open: boolean
}

/** `/api/v2/…`, `/history.atom`, `/badge.json` and `/state`: states and times, in the words of Statuspage. */
export function statuspageRoutes(deps: StatuspageDeps): Hono {
  const routes = new Hono()
  // On each path alone, because other routes are mounted at the same root.
  const get = (path: string, answer: (face: Face, c: Context) => Response | Promise<Response>) =>
    routes.get(path, async (c) => {
      if (deps.open) openToAll(c)
      return answer(await faceFor(deps, c), c)
    })
  for (const [path, answer] of Object.entries(ANSWERS)) get(`/api/v2/${path}.json`, (face, c) => c.json(answer(face)))
  get('/history.atom', (face, c) =>
    c.body(atomFeed(face), 200, { 'Content-Type': 'application/atom+xml; charset=utf-8' }),
  )
  get('/badge.json', (face, c) => c.json(badgeIn(face, c)))
  get('/state', (face, c) => {
    c.header('Content-Security-Policy', statePolicy())
    return c.html(renderState(face, deps.timezone))
  })
  return routes
}

/** Lets pages of other sites read the answer. */
function openToAll(c: Context): void {
  c.header('Access-Control-Allow-Origin', '*')
  c.header('Cross-Origin-Resource-Policy', 'cross-origin')
}

const isActive = ({ status }: { readonly status: string }) => status === 'in_progress'
const isUpcoming = ({ status }: { readonly status: string }) => status === 'scheduled'
const isUnresolved = ({ status }: { readonly status: string }) => status !== 'resolved'

/** The answer of each path. */
const ANSWERS: Readonly<Record<string, (face: Face) => object>> = {
  status: ({ page, status }) => ({ page, status }),
  summary: ({ page, components, incidents, maintenances, status }) => ({
    ...{ page, components, incidents: incidents.filter(isUnresolved) },
    scheduled_maintenances: maintenances.filter((maintenance) => isActive(maintenance) || isUpcoming(maintenance)),
    status,
  }),
  components: ({ page, components }) => ({ page, components }),
  incidents: ({ page, incidents }) => ({ page, incidents }),
  'incidents/unresolved': ({ page, incidents }) => ({ page, incidents: incidents.filter(isUnresolved) }),
  'scheduled-maintenances': ({ page, maintenances }) => ({ page, scheduled_maintenances: maintenances }),
  'scheduled-maintenances/upcoming': ({ page, maintenances }) => ({
    ...{ page, scheduled_maintenances: maintenances.filter(isUpcoming) },
  }),
  'scheduled-maintenances/active': ({ page, maintenances }) => ({
    ...{ page, scheduled_maintenances: maintenances.filter(isActive) },
  }),
}

function faceFor({ read, publicUrl }: StatuspageDeps, c: Context): Promise<Face> {
  return read(publicUrl ?? new URL('/', c.req.url).href)
}

/** The badge of all surfaces, of those of `?target=`, or of one of them by `?surface=`. */
function badgeIn({ page, surfaces }: Face, c: Context) {
  const { target, surface } = c.req.query()
  const wanted = surfaces.filter(
    (candidate) =>
      (target === undefined || candidate.target === target) && (surface === undefined || candidate.surface === surface),
  )
  if (wanted.length === 0 && (target ?? surface) !== undefined) {
    throw new MonitorError(
      'bad_query',
      `No surface matches target "${(target ?? 'any').slice(0, LONGEST_NAME)}", surface "${(surface ?? 'any').slice(0, LONGEST_NAME)}"`,
      {
        hint: `Watched: ${surfaces.map((watched) => `${watched.target}/${watched.surface}`).join(', ') || 'none yet'}.`,
      },
    )
  }
  return badgeOf(surface ?? target ?? page.name, wanted)
}
