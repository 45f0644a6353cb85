import { type Context, Hono } from 'hono'
import { MonitorError, surfaceId } from '../core/index.ts'
import { atomFeed, badgeOf, type PublicState } from '../export/index.ts'
import { renderState, statePolicy } from '../report/index.ts'
import type { PublicStateReader } from './public-state.ts'

const LONGEST_NAME = 200

interface StatuspageDeps {
  readonly read: PublicStateReader
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
  const get = (path: string, answer: (publicState: PublicState, c: Context) => Response | Promise<Response>) =>
    routes.get(path, async (c) => {
      if (deps.open) openToAll(c)
      return answer(await publicStateFor(deps, c), c)
    })
  for (const [path, answer] of Object.entries(ANSWERS))
    get(`/api/v2/${path}.json`, (publicState, c) => c.json(answer(publicState)))
  get('/history.atom', (publicState, c) =>
    c.body(atomFeed(publicState), 200, { 'Content-Type': 'application/atom+xml; charset=utf-8' }),
  )
  get('/badge.json', (publicState, c) => c.json(badgeIn(publicState, c)))
  get('/state', (publicState, c) => {
    c.header('Content-Security-Policy', statePolicy())
    return c.html(renderState(publicState, deps.timezone))
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
const ANSWERS: Readonly<Record<string, (publicState: PublicState) => object>> = {
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

function publicStateFor({ read, publicUrl }: StatuspageDeps, c: Context): Promise<PublicState> {
  return read(publicUrl ?? new URL('/', c.req.url).href)
}

/** The badge of all surfaces, of those of `?target=`, or of one of them by `?surface=`. */
function badgeIn({ page, surfaces }: PublicState, c: Context) {
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
        hint: `Watched: ${surfaces.map(surfaceId).join(', ') || 'none yet'}.`,
      },
    )
  }
  return badgeOf(surface ?? target ?? page.name, wanted)
}
