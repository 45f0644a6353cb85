import { type Context, Hono } from 'hono'
import {
  type Clock,
  defined,
  type History,
  type IncidentRecord,
  isStorageError,
  MonitorError,
  muteNames,
  muteScope,
  nearest,
  oneLine,
  parseDuration,
} from '../core/index.ts'
import { type AcknowledgePage, isMuteSpan, type MutesPage, renderAcknowledge, renderMutes } from '../report/index.ts'
import type { DashboardChanges } from './changes-port.ts'
import { fieldsOf, formLimit, formPage } from './form.ts'
import { refuseWith } from './missing.ts'
import type { Models } from './models.ts'

interface ChangeRoutesDeps {
  readonly changes: DashboardChanges
  readonly history: Pick<History, 'incidents' | 'quietWindows' | 'surfaces'>
  readonly models: Pick<Models, 'imprint' | 'forget'>
  readonly clock: Clock
}

const REASON_LENGTH = 300
const NOTHING_ENTERED: MutesPage['entered'] = { scope: '', span: '1h', reason: '' }

/** Pages by whose forms an incident is acknowledged and alerts are muted. Work without scripts. */
export function changeRoutes(deps: ChangeRoutesDeps): Hono {
  const routes = new Hono()
  routes.get('/incidents/:name/acknowledge', async (c) => {
    const incident = await openIncident(deps, c.req.param('name'))
    return incident ? acknowledgePage(c, deps, incident) : notOpen(c, deps)
  })
  routes.post('/incidents/:name/acknowledge', formLimit, async (c) => acknowledge(c, deps, c.req.param('name')))
  routes.get('/mutes', async (c) => mutesPage(c, deps, { ...NOTHING_ENTERED, scope: c.req.query('scope') ?? '' }))
  routes.post('/mutes', formLimit, async (c) => mute(c, deps))
  routes.post('/mutes/:id{[0-9]{1,15}}/end', formLimit, async (c) => endMute(c, deps, Number(c.req.param('id'))))
  return routes
}

async function acknowledge(c: Context, deps: ChangeRoutesDeps, name: string) {
  const fields = await fieldsOf(c, ['by', 'reason'])
  try {
    const result = await deps.changes.acknowledge(name, fields)
    if (!result) return notOpen(c, deps)
    if (result.first) return changed(c, deps, `/#${encodeURIComponent(name)}`)
  } catch (error) {
    if (!(error instanceof MonitorError) || error.code !== 'ack_name') throw error
    const incident = await openIncident(deps, name)
    return incident ? acknowledgePage(c, deps, incident, { ...fields, problem: 'Enter your name.' }) : notOpen(c, deps)
  }
  const incident = await openIncident(deps, name)
  return incident ? acknowledgePage(c, deps, incident) : notOpen(c, deps)
}

async function openIncident({ history, clock }: ChangeRoutesDeps, name: string): Promise<IncidentRecord | undefined> {
  const incidents = await history.incidents({ from: clock.now(), to: Number.MAX_SAFE_INTEGER })
  return incidents.find((incident) => incident.name === name && incident.resolvedAt === undefined)
}

function acknowledgePage(
  c: Context,
  { models }: ChangeRoutesDeps,
  { name, target, scope, acknowledgement }: IncidentRecord,
  entered: Pick<AcknowledgePage, 'problem' | 'by' | 'reason'> = {},
) {
  const page = { incident: name, target, scope, ...defined({ acknowledgement }), ...entered }
  return formPage(c, renderAcknowledge(page, models.imprint()), entered.problem === undefined ? 200 : 400)
}

function notOpen(c: Context, { models }: ChangeRoutesDeps) {
  const refusal = { text: 'There is no open incident of this name.', hint: 'The front page lists the incidents.' }
  return refuseWith(c, models, refusal, 404)
}

async function mute(c: Context, deps: ChangeRoutesDeps) {
  const fields = await fieldsOf(c, ['scope', 'span', 'reason'])
  const name = fields.scope.trim()
  const surfaces = await deps.history.surfaces()
  const scope = name === 'everything' ? {} : muteScope(surfaces, name)
  if (!scope) return mutesPage(c, deps, fields, unknownScope(name, muteNames(surfaces)))
  if (!isMuteSpan(fields.span)) return mutesPage(c, deps, fields, 'Choose how long from the list.')
  const reason = oneLine(fields.reason, REASON_LENGTH)
  const to = deps.clock.now() + parseDuration(fields.span)
  const stored = await storing(() =>
    deps.changes.mute({ ...scope, to, ...defined({ reason: reason === '' ? undefined : reason }) }),
  )
  if (!stored.ok) return mutesPage(c, deps, fields, `Nothing is muted: ${stored.why}`, 503)
  return changed(c, deps, '/mutes')
}

async function endMute(c: Context, deps: ChangeRoutesDeps, id: number) {
  const stored = await storing(() => deps.changes.endMute(id))
  if (!stored.ok) return mutesPage(c, deps, NOTHING_ENTERED, `The mute is not ended: ${stored.why}`, 503)
  return changed(c, deps, '/mutes')
}

/** Stores a change. Other processes read it from the database, so it fails while the database cannot be written. */
async function storing(
  work: () => Promise<unknown>,
): Promise<{ readonly ok: true } | { readonly ok: false; why: string }> {
  try {
    await work()
    return { ok: true }
  } catch (error) {
    if (!isStorageError(error)) throw error
    return { ok: false, why: [`${error.message}.`, error.hint].filter(Boolean).join(' ') }
  }
}

function unknownScope(name: string, names: readonly string[]): string {
  if (name === '') return 'Enter what to mute: a surface, a target, or everything.'
  const suggestion = nearest(name, names)
  const hint = suggestion ? ` Did you mean ${suggestion}?` : ' Choose one from the list, or enter everything.'
  return `There is no surface or target ${oneLine(name, 80)}.${hint}`
}

async function mutesPage(
  c: Context,
  { history, models, clock }: ChangeRoutesDeps,
  entered: MutesPage['entered'],
  problem?: string,
  status: 200 | 400 | 503 = problem === undefined ? 200 : 400,
) {
  const [windows, surfaces] = await Promise.all([history.quietWindows(clock.now()), history.surfaces()])
  const page = { windows, names: muteNames(surfaces), entered, ...defined({ problem }) }
  return formPage(c, renderMutes(page, models.imprint()), status)
}

/** Leads to a page that shows the change. */
function changed(c: Context, { models }: ChangeRoutesDeps, path: string) {
  models.forget('all')
  return c.redirect(path, 303)
}
