import { type CurrentState, compareSurfaces, type IncidentRecord, type QuietWindow } from '../../core/index.ts'
import { componentsOf, statusOf } from './components.ts'
import { iso, publicId } from './ids.ts'
import { publicIncident, publicMaintenance } from './incidents.ts'
import type { PublicComponent, PublicIncident, PublicMaintenance, PublicPage, PublicStatus } from './types.ts'

/** As many incidents as Statuspage lists; open ones are listed in any case. */
const INCIDENTS = 50

/** What the page is called and where it is. */
interface PublicSite {
  /** Base address of the page, with a slash at its end. */
  readonly url: string
  /** IANA name. */
  readonly timezone: string
  /** Titles of targets by name. */
  readonly titles: Readonly<Record<string, string>>
}

export interface PublicStateInput {
  readonly states: readonly CurrentState[]
  /** Newest first. */
  readonly incidents: readonly IncidentRecord[]
  readonly maintenance: readonly QuietWindow[]
  /** The first measurement, epoch ms. */
  readonly startedAt: number
  readonly now: number
}

/** Everything that the paths of Statuspage v2 answer. */
export interface PublicState {
  readonly page: PublicPage
  readonly status: PublicStatus
  readonly components: readonly PublicComponent[]
  readonly incidents: readonly PublicIncident[]
  readonly maintenances: readonly PublicMaintenance[]
  /** The surfaces with their states in our words, for badge and page. */
  readonly surfaces: readonly Pick<CurrentState, 'target' | 'surface' | 'state' | 'basis' | 'since'>[]
}

/** The state of all surfaces as a Statuspage v2 page. */
export function publicStateOf(input: PublicStateInput, site: PublicSite): PublicState {
  const { incidents, maintenance, startedAt, now } = input
  const states = input.states.filter(({ basis }) => basis !== 'retired')
  const targets = [...new Set(states.map(({ target }) => target))].toSorted()
  const pageId = publicId('page', 'doorwatch')
  const components = componentsOf({ pageId, states, titles: site.titles, startedAt })
  const list = { pageId, components, url: site.url }
  const listed = listedOf(incidents).map((incident) => publicIncident(incident, list))
  const windows = maintenance
    .filter(({ kind }) => kind === 'maintenance')
    .toSorted((a, b) => b.from - a.from)
    .slice(0, INCIDENTS)
    .map((window) => publicMaintenance(window, now, list))
  const changed = [...components, ...listed].map((entry) => entry.updated_at)
  return {
    page: {
      ...{ id: pageId, name: nameOf(targets, site.titles), url: site.url, time_zone: site.timezone },
      updated_at: changed.toSorted().at(-1) ?? iso(startedAt),
    },
    ...{ status: statusOf(states), components, incidents: listed, maintenances: windows },
    surfaces: states
      .toSorted(byUse)
      .map(({ target, surface, state, basis, since }) => ({ target, surface, state, basis, since })),
  }
}

/** All open incidents, and the newest of the others; newest first. */
function listedOf(incidents: readonly IncidentRecord[]): readonly IncidentRecord[] {
  const isOpen = ({ resolvedAt }: IncidentRecord) => resolvedAt === undefined
  const room = Math.max(0, INCIDENTS - incidents.filter(isOpen).length)
  const over = new Set(incidents.filter((incident) => !isOpen(incident)).slice(0, room))
  return incidents.filter((incident) => isOpen(incident) || over.has(incident))
}

function byUse(a: CurrentState, b: CurrentState): number {
  if (a.target !== b.target) return a.target < b.target ? -1 : 1
  return compareSurfaces(a.surface, b.surface)
}

function nameOf(targets: readonly string[], titles: PublicSite['titles']): string {
  const [only] = targets
  return targets.length === 1 && only !== undefined ? (titles[only] ?? only) : 'Doorwatch'
}
