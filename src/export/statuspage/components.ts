import { type CurrentState, compareSurfaces, type State, surfaceId, surfaceTitle } from '../../core/index.ts'
import { iso, publicId } from './ids.ts'
import type { Indicator, PublicComponent, PublicComponentStatus, PublicStatus } from './types.ts'

/**
 * States in the words of Statuspage. It has none for `unknown`, which must not look operational: nothing is measured, and a
 * widget shows the least trouble there is.
 */
const PUBLIC: Readonly<Record<State, PublicComponentStatus>> = {
  operational: 'operational',
  degraded: 'degraded_performance',
  down: 'major_outage',
  unknown: 'degraded_performance',
  maintenance: 'under_maintenance',
}

export function componentStatusOf(state: State): PublicComponentStatus {
  return PUBLIC[state]
}

/** Where and since when the components are listed. */
interface ComponentsInput {
  readonly pageId: string
  /** Without those that are retired. */
  readonly states: readonly CurrentState[]
  /** Titles of targets by name. */
  readonly titles: Readonly<Record<string, string>>
  /** The first measurement, epoch ms. */
  readonly startedAt: number
}

export function componentId(ref: { readonly target: string; readonly surface: string }): string {
  return publicId('component', surfaceId(ref))
}

/** One component per surface; with several targets, a group per target. */
export function componentsOf({ pageId, states, titles, startedAt }: ComponentsInput): readonly PublicComponent[] {
  const targets = [...new Set(states.map(({ target }) => target))].toSorted()
  const isGrouped = targets.length > 1
  let position = 0
  return targets.flatMap((target) => {
    const members = states
      .filter((state) => state.target === target)
      .toSorted((a, b) => compareSurfaces(a.surface, b.surface))
    const groupId = isGrouped ? publicId('group', target) : null
    const common = { page_id: pageId, created_at: iso(startedAt), only_show_if_degraded: false, showcase: true }
    const components = members.map((state): PublicComponent => {
      position += 1
      return {
        ...{ id: componentId(state), name: surfaceTitle(state.surface), status: componentStatusOf(state.state) },
        description: state.state === 'unknown' ? 'Unknown: it is not measured at the moment.' : null,
        ...{ position, group: false, group_id: groupId, start_date: iso(startedAt).slice(0, 10) },
        ...{ ...common, updated_at: iso(Math.max(startedAt, state.since)) },
      }
    })
    if (groupId === null) return components
    position += 1
    return [...components, groupOf({ id: groupId, name: titles[target] ?? target, position, components, common })]
  })
}

function groupOf(from: {
  readonly id: string
  readonly name: string
  readonly position: number
  readonly components: readonly PublicComponent[]
  readonly common: Pick<PublicComponent, 'page_id' | 'created_at' | 'only_show_if_degraded' | 'showcase'>
}): PublicComponent {
  const { id, name, position, components, common } = from
  return {
    ...{ id, name, status: worstOf(components.map(({ status }) => status)), description: null, position },
    ...{ group: true, group_id: null, start_date: null, ...common },
    updated_at:
      components
        .map((component) => component.updated_at)
        .toSorted()
        .at(-1) ?? common.created_at,
    components: components.map((component) => component.id),
  }
}

const RANK: readonly PublicComponentStatus[] = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
]

/** The worst of several; a group in which only some are out is partly out. */
function worstOf(statuses: readonly PublicComponentStatus[]): PublicComponentStatus {
  const worst = statuses.reduce<PublicComponentStatus>(
    (found, status) => (RANK.indexOf(status) > RANK.indexOf(found) ? status : found),
    'operational',
  )
  return worst === 'major_outage' && statuses.some((status) => status !== 'major_outage') ? 'partial_outage' : worst
}

const DESCRIPTIONS: Readonly<Record<Indicator, string>> = {
  none: 'All Systems Operational',
  minor: 'Minor Service Outage',
  major: 'Partial System Outage',
  critical: 'Major System Outage',
  maintenance: 'Service Under Maintenance',
}

/** The roll-up: the worst surface. `critical` only where every surface is down. */
export function statusOf(states: readonly Pick<CurrentState, 'state'>[]): PublicStatus {
  const has = (state: State) => states.some((current) => current.state === state)
  if (states.length === 0) return { indicator: 'minor', description: 'Nothing Measured Yet' }
  if (has('down')) {
    const indicator = states.every(({ state }) => state === 'down') ? 'critical' : 'major'
    return { indicator, description: DESCRIPTIONS[indicator] }
  }
  if (has('degraded')) return { indicator: 'minor', description: DESCRIPTIONS.minor }
  if (has('unknown')) return { indicator: 'minor', description: 'Status Unknown: Not Measured at the Moment' }
  const indicator = has('maintenance') ? 'maintenance' : 'none'
  return { indicator, description: DESCRIPTIONS[indicator] }
}
