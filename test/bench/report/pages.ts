import { DAY } from '../../../src/core/index.ts'
import { incidentsOf } from '../../support/verdicts.ts'
import type { World } from '../../support/world.ts'
import type { Question } from './naive.ts'

/** Longest times of an answer, ms: `page` by how many days of runs are kept. */
const AIM = { page: 300, pageOfRawYear: 1_000, statuspage: 20 }

/** An address that is measured. */
export interface Measured {
  readonly path: string
  readonly aimMs: number
  /** What a naive database is asked to draw the same. Absent where it has no such thing. */
  readonly naive?: Question
}

/** Every page and interface with its aim. */
export function measuredPages(story: World, options: { readonly rawYear: boolean }): readonly Measured[] {
  const { now, target } = story
  const aimMs = options.rawYear ? AIM.pageOfRawYear : AIM.page
  const page = (path: string, naive?: Question): Measured => ({ path, aimMs, ...(naive ? { naive } : {}) })
  const incident = incidentsOf(story).findLast(({ resolvedAt }) => resolvedAt !== undefined)?.name ?? ''
  const open = incidentsOf(story).find(({ resolvedAt }) => resolvedAt === undefined)?.name ?? ''
  const slot = Math.floor((now - 3 * DAY) / story.everyMs) * story.everyMs
  const month = (back: number) => new Date(now - back * DAY).toISOString().slice(0, 7)
  return [
    page('/', 'month'),
    page('/?since=24h', 'day'),
    page('/?since=7d'),
    page('/?since=30d', 'month'),
    page('/?since=1y'),
    page('/?since=30d&q=login'),
    page('/parts/now', 'newest'),
    page('/parts/trend?since=30d', 'month'),
    page('/parts/trend?since=1y'),
    page(`/incidents/${incident}`, 'incident'),
    page(`/incidents/${open}`, 'incident'),
    page(`/incidents/${incident}/evidence.zip`, 'incident'),
    page(`/runs/${target}/login/${slot}-schedule`, 'run'),
    page(`/months/${month(0)}`, 'month'),
    page(`/months/${month(40)}`),
    page('/plan'),
    page('/objectives'),
    page('/monitor', 'day'),
    page('/probes'),
    page(`/probes/${target}/login`, 'month'),
    page('/alerts'),
    page('/mutes'),
    page('/trouble'),
    page('/api/status', 'newest'),
    page('/api/report?since=30d', 'month'),
    page('/api/report?since=1y'),
    page('/api/incidents?since=1y'),
    page('/api/runs?since=30d&limit=1000'),
    page('/api/runs?since=30d&outcome=failed'),
    page('/api/alerts'),
    page('/api/v1/surfaces', 'newest'),
    page('/api/v1/incidents?since=365d&limit=500'),
    page('/api/v1/runs?since=30d&limit=500'),
    page('/api/v1/trends?since=30d', 'month'),
    page('/api/v1/trends?since=365d'),
    page('/api/v1/objectives'),
    page('/api/v1/plan'),
    page(`/api/v1/months/${month(0)}`, 'month'),
    page(`/api/v1/incidents/${incident}`, 'incident'),
    page('/api/v1/schema.json'),
    page('/metrics', 'newest'),
    page('/state', 'newest'),
    ...STATUSPAGE.map((path): Measured => ({ path, aimMs: AIM.statuspage, naive: 'newest' })),
  ]
}

const STATUSPAGE = [
  ...['status', 'summary', 'components', 'incidents', 'incidents/unresolved'].map((name) => `/api/v2/${name}.json`),
  ...['', '/upcoming', '/active'].map((name) => `/api/v2/scheduled-maintenances${name}.json`),
  ...['/history.atom', '/badge.json'],
]
