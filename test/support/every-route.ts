import { evaluatePlan } from '../../src/continuity/index.ts'
import type { DashboardOptions } from '../../src/web/index.ts'
import { codeReview, MONDAY, ready } from '../continuity/kit.ts'
import type { HistoryData } from './history.ts'
import { NOW } from './scenarios.ts'

const PLAN = { plan: { workflows: [codeReview()], shares: [] }, watched: [], hosts: {}, readiness: ready() }

/** Options with which the dashboard has every route. Nothing can be changed: an attempt is an error of the test. */
export const EVERY_ROUTE: Partial<DashboardOptions> = {
  plan: async () => evaluatePlan(PLAN, MONDAY),
  metrics: async () => 'probe_success 1\n',
  desk: { surfaces: () => ['sandbox/login'], accepts: async () => false, take: async () => false },
  changes: { acknowledge: refuse, mute: refuse, endMute: refuse },
  ackByLink: { look: async () => ({ state: 'unknown' }), confirm: refuse },
  objectives: { availability: 0.99, windowDays: 30, surfaces: {} },
}

async function refuse(): Promise<never> {
  throw new Error('something was changed')
}

/** A route of the dashboard with what a test needs to ask it. */
export interface Route {
  /** As the server names it. */
  readonly path: string
  readonly method: 'GET' | 'POST'
  /** An address that it answers. */
  readonly address: string
  /** What it answers that with. Default: 200. */
  readonly status?: number
  /** Addresses that are malformed or name nothing; each is answered with 4xx. */
  readonly bad: readonly string[]
  /** Open without the token. `shared`: where `dashboard.share` is set. Default: closed. */
  readonly open?: 'shared' | 'always'
}

const LONG = 'x'.repeat(201)
const HOSTILE = encodeURIComponent('"><script>alert(1)</script>')
const NAMES = [HOSTILE, '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '%00', '%zz', LONG]

const named = (prefix: string, suffix = '') => NAMES.map((name) => `${prefix}${name}${suffix}`)
const queried = (path: string, queries: readonly string[]) => queries.map((query) => `${path}?${query}`)

const RANGES = [
  'since=never',
  'from=yesterday',
  'from=2026-03-02',
  'to=1e400',
  'from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z',
]
const CHOICES = [
  ...['since=never', 'from=yesterday', 'to=2026-03-02', 'from=2026-03-02T25:00', 'from=2026-03-02&to=2026-03-01'],
  ...['state=fine', `from=${HOSTILE}`],
]
const PAGES = [
  'limit=0',
  'limit=1000000',
  'limit=many',
  'cursor=no',
  `cursor=${'A'.repeat(501)}`,
  `target=${LONG}`,
  'unknown=1',
  'target=a&target=b',
]
const STATUSPAGE = ['status', 'summary', 'components', 'incidents', 'incidents/unresolved', 'scheduled-maintenances']
const MAINTENANCES = ['scheduled-maintenances/upcoming', 'scheduled-maintenances/active']

/** Every route. A new one that is not in this table fails the test of it. */
export function routesOf(data: HistoryData): readonly Route[] {
  const incident = data.incidents.find(({ resolvedAt }) => resolvedAt === undefined)?.name ?? 'none'
  const scheduled = data.runs.filter(({ trigger }) => trigger === 'schedule')
  const run = scheduled.findLast(({ outcome }) => outcome === 'failed') ?? scheduled[0]
  const get = (path: string, bad: readonly string[], more: Partial<Route> = {}): Route => {
    return { path, method: 'GET', address: path, bad, ...more }
  }
  const post = (path: string, more: Partial<Route> = {}): Route => {
    return { path, method: 'POST', address: path, status: 403, bad: [], ...more }
  }
  return [
    ...['/', '/parts/now', '/parts/trend'].map((path) => get(path, queried(path, CHOICES))),
    get('/plan', []),
    get('/objectives', []),
    get('/monitor', []),
    get('/probes', []),
    get('/probes/:probe', named('/probes/'), { address: '/probes/login', status: 302 }),
    get('/probes/:target/:probe', [...named('/probes/sandbox/'), '/probes/none/login'], {
      address: '/probes/sandbox/login',
    }),
    get('/trouble', []),
    get('/mutes', []),
    get(
      '/alerts',
      queried('/alerts', ['page=0', 'page=1&page=2', 'page=1.5', 'page=1e99', `channel=${'x'.repeat(1_001)}`]),
    ),
    get('/months', [], { status: 302 }),
    get('/months/:month', [...named('/months/'), '/months/2026-13', '/months/2999-01'], { address: '/months/2026-11' }),
    get('/incidents/:name', named('/incidents/'), { address: `/incidents/${incident}` }),
    get('/incidents/:name/evidence.zip', named('/incidents/', '/evidence.zip'), {
      address: `/incidents/${incident}/evidence.zip`,
    }),
    get('/incidents/:name/acknowledge', named('/incidents/', '/acknowledge'), {
      address: `/incidents/${incident}/acknowledge`,
    }),
    get('/runs/:target/:probe/:name', [...named('/runs/sandbox/login/'), `/runs/sandbox/login/${NOW}-manual`], {
      address: `/runs/${run?.target}/${run?.probe}/${run?.scheduledAt}-schedule`,
    }),
    get('/events', []),
    get('/artifacts/*', [...named('/artifacts/'), '/artifacts/'], { address: '/artifacts/none.png', status: 404 }),
    get('/metrics', []),
    get('/ack/:token', named('/ack/'), { address: '/ack/unknown', status: 404, open: 'always' }),
    ...[...STATUSPAGE, ...MAINTENANCES].map((name) => get(`/api/v2/${name}.json`, [], { open: 'shared' })),
    get('/history.atom', [], { open: 'shared' }),
    get('/badge.json', queried('/badge.json', ['surface=none', `target=${HOSTILE}`]), { open: 'shared' }),
    get('/state', [], { open: 'shared' }),
    ...apiRoutes(incident, run?.id),
    post('/incidents/:name/acknowledge', { address: `/incidents/${incident}/acknowledge` }),
    post('/mutes'),
    post('/mutes/:id{[0-9]{1,15}}/end', { address: '/mutes/1/end' }),
    post('/trouble'),
    post('/ack/:token', { address: '/ack/unknown', status: 403, open: 'always' }),
    // A hook sends its own token with each report.
    post('/api/v1/reports', { status: 401, open: 'always' }),
  ]
}

function apiRoutes(incident: string, run: number | undefined): readonly Route[] {
  const get = (path: string, bad: readonly string[], address = path): Route => ({ path, method: 'GET', address, bad })
  const words = ['outcome=fine', 'trigger=me', `probe=${LONG}`]
  return [
    get('/api/status', []),
    get('/api/report', queried('/api/report', ['since=never', 'since=24h&since=7d', 'unknown=1'])),
    get(
      '/api/incidents',
      queried('/api/incidents', ['since=never', 'target=a&target=b', `target=${LONG}`, 'unknown=1']),
    ),
    get('/api/incidents/:name', named('/api/incidents/'), `/api/incidents/${incident}`),
    get('/api/runs', queried('/api/runs', ['since=never', 'probe=a&probe=b', 'limit=0', 'limit=1000000', ...words])),
    get('/api/alerts', queried('/api/alerts', ['page=0', 'page=many', 'channel=a&channel=b'])),
    get(
      '/api/read/:name',
      [...named('/api/read/'), ...queried('/api/read/runs', ['query={', 'query=1', `query=${HOSTILE}`])],
      '/api/read/surfaces',
    ),
    get('/api/v1/schema.json', []),
    get('/api/v1/plan', []),
    get('/api/v1/surfaces', queried('/api/v1/surfaces', [`target=${LONG}`, 'target=a&target=b', 'unknown=1'])),
    get('/api/v1/incidents', queried('/api/v1/incidents', [...RANGES, ...PAGES, 'open=maybe'])),
    get('/api/v1/incidents/:name', named('/api/v1/incidents/'), `/api/v1/incidents/${incident}`),
    run === undefined
      ? { ...get('/api/v1/runs/:id', [], '/api/v1/runs/1'), status: 404 }
      : get('/api/v1/runs/:id', [...named('/api/v1/runs/'), `/api/v1/runs/${run}?unknown=1`], `/api/v1/runs/${run}`),
    get('/api/v1/runs', queried('/api/v1/runs', [...RANGES, ...PAGES, ...words])),
    get('/api/v1/trends', queried('/api/v1/trends', [...RANGES, ...PAGES, 'limit=101'])),
    get('/api/v1/objectives', queried('/api/v1/objectives', ['unknown=1'])),
    get('/api/v1/months/:month', [...named('/api/v1/months/'), '/api/v1/months/2026-00'], '/api/v1/months/2026-11'),
  ]
}
