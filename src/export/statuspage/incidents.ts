import {
  type IncidentRecord,
  type QuietWindow,
  type State,
  surfaceList,
  surfaceTitle,
  type TimelineEntry,
} from '../../core/index.ts'
import { componentId, componentStatusOf } from './components.ts'
import { iso, publicId } from './ids.ts'
import type { PublicComponent, PublicIncident, PublicMaintenance, PublicUpdate } from './types.ts'

/** Most updates of one incident; the newest are listed. */
const UPDATES = 50

/** What a list of incidents needs of the page. */
interface ListInput {
  readonly pageId: string
  readonly components: readonly PublicComponent[]
  /** Base address of the page, with a slash at its end. */
  readonly url: string
}

/** An incident by its surfaces, states and times alone. */
export function publicIncident(incident: IncidentRecord, { pageId, components, url }: ListInput): PublicIncident {
  const { name, target, openedAt, impactAt, resolvedAt, surfaces, timeline } = incident
  const id = publicId('incident', name)
  const ids = surfaces.map(({ surface }) => componentId({ target, surface }))
  const updates = timeline.flatMap((entry, index) => updateOf(entry, `${name} ${index}`, { id, incident }) ?? [])
  const last = Math.max(openedAt, resolvedAt ?? 0, ...timeline.map(({ at }) => at))
  return {
    ...{ id, name: titleOf(incident), status: resolvedAt === undefined ? 'investigating' : 'resolved' },
    impact: surfaces.some(({ worst }) => worst === 'down') ? 'major' : 'minor',
    ...{ shortlink: `${url}state#${id}`, created_at: iso(openedAt), updated_at: iso(last), started_at: iso(impactAt) },
    ...{ monitoring_at: null, resolved_at: resolvedAt === undefined ? null : iso(resolvedAt), page_id: pageId },
    incident_updates: updates.toReversed().slice(0, UPDATES),
    components: components.filter((component) => ids.includes(component.id)),
  }
}

/** 'claude: Login and chat down, API degraded' */
function titleOf({ target, surfaces }: IncidentRecord): string {
  const clauses = (['down', 'degraded'] as const).flatMap((state) => {
    const names = surfaces.filter(({ worst }) => worst === state).map(({ surface }) => surface)
    return names.length === 0 ? [] : [`${surfaceList(names)} ${state}`]
  })
  return `${target}: ${clauses.join(', ') || 'trouble'}`
}

/** An update of a row that changes a state; the text of the row stays out: it names steps and codes. */
function updateOf(
  entry: TimelineEntry,
  name: string,
  { id, incident }: { readonly id: string; readonly incident: IncidentRecord },
): PublicUpdate | undefined {
  const { at, kind, surface, from, to } = entry
  if (kind === 'resolved') return update(at, { id, name, status: 'resolved', body: endWords(entry, incident) })
  if (surface === undefined || to === undefined) return undefined
  const affected = {
    ...{ code: componentId({ target: incident.target, surface }), name: surfaceTitle(surface) },
    ...{ old_status: componentStatusOf(from ?? 'operational'), new_status: componentStatusOf(to) },
  }
  const body = `${surfaceTitle(surface)} ${stateWords(to)}.`
  return { ...update(at, { id, name, status: 'investigating', body }), affected_components: [affected] }
}

/** Of an incident that was opened again only the last end can be that of a closed one. */
function endWords(entry: TimelineEntry, { closed, timeline }: IncidentRecord): string {
  const isLast = timeline.findLast(({ kind }) => kind === 'resolved') === entry
  return closed !== undefined && isLast ? 'Closed before all surfaces worked again.' : 'All surfaces work again.'
}

function stateWords(state: State): string {
  if (state === 'operational') return 'works again'
  return state === 'maintenance' ? 'is under maintenance' : `is ${state}`
}

function update(
  at: number,
  { id, name, status, body }: { readonly id: string; readonly name: string } & Pick<PublicUpdate, 'status' | 'body'>,
): PublicUpdate {
  const time = iso(at)
  return {
    ...{ id: publicId('update', name), incident_id: id, status, body },
    ...{ created_at: time, updated_at: time, display_at: time, affected_components: null },
  }
}

/** A maintenance window without its reason, which was written for colleagues. @param now epoch ms */
export function publicMaintenance(
  window: QuietWindow,
  now: number,
  { pageId, components, url }: ListInput,
): PublicMaintenance {
  const { target, surface, from, to } = window
  const key = JSON.stringify([target, surface, from, to])
  const id = publicId('maintenance', key)
  const status = now < from ? 'scheduled' : now < to ? 'in_progress' : 'completed'
  const changed = status === 'scheduled' ? Math.min(now, from) : status === 'in_progress' ? from : to
  const what =
    surface === undefined ? (target ?? 'everything') : `${target ? `${target} ` : ''}${surfaceTitle(surface)}`
  const covered = components.filter((component) => !component.group && isCovered(component, components, window))
  return {
    ...{ id, name: `Maintenance: ${what}`, status, impact: 'maintenance', shortlink: `${url}state` },
    ...{ created_at: iso(Math.min(from, now)), updated_at: iso(changed), started_at: iso(from), monitoring_at: null },
    ...{ resolved_at: status === 'completed' ? iso(to) : null, page_id: pageId },
    ...{ scheduled_for: iso(from), scheduled_until: iso(to) },
    incident_updates: [update(changed, { id, name: `${key} ${status}`, status, body: `Maintenance of ${what}.` })],
    components: covered,
  }
}

function isCovered(component: PublicComponent, components: readonly PublicComponent[], window: QuietWindow): boolean {
  const { target, surface } = window
  const inSurface = surface === undefined || component.name === surfaceTitle(surface)
  if (!inSurface || target === undefined) return inSurface
  const group = components.find(({ id }) => id === component.group_id)
  return group === undefined || group.id === publicId('group', target)
}
