import type { Clock } from '../../core/index.ts'

export const COMPONENT_STATUSES = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const
export type ComponentStatus = (typeof COMPONENT_STATUSES)[number]

/** Components of the page. Sign-in has none of its own: its incidents are shown under the app. */
export const COMPONENTS = [
  { key: 'app', id: 'lm4c1webapp0', name: 'Lumen app' },
  { key: 'console', id: 'lm4c2console', name: 'Lumen Console' },
  { key: 'api', id: 'lm4c3msgsapi', name: 'Lumen API' },
  { key: 'cli', id: 'lm4c4codecli', name: 'Lumen Code' },
] as const
export type ComponentKey = (typeof COMPONENTS)[number]['key']

export const INCIDENT_STATUSES = ['investigating', 'identified', 'monitoring', 'resolved'] as const
type IncidentStatus = (typeof INCIDENT_STATUSES)[number]

/** One change to the page: a component's status, an update of an incident, or both. */
export interface PageChange {
  readonly component?: ComponentKey
  readonly status?: ComponentStatus
  readonly incident?: { readonly name: string; readonly status: IncidentStatus; readonly body: string }
}

export interface PageComponent {
  readonly id: string
  readonly name: string
  readonly status: ComponentStatus
  /** Epoch ms. */
  readonly updatedAt: number
}

export interface PageIncident {
  readonly id: string
  readonly name: string
  readonly status: IncidentStatus
  readonly impact: 'none' | 'minor' | 'major' | 'critical'
  readonly createdAt: number
  readonly updates: readonly {
    readonly id: string
    readonly status: IncidentStatus
    readonly body: string
    readonly at: number
  }[]
  readonly components: readonly ComponentKey[]
}

/** How many incidents the page still shows, as Statuspage does. */
const KEPT_INCIDENTS = 50

/** The provider's status page. It shows "operational" until a test changes it, so that it can be late or wrong. */
export class ProviderPage {
  readonly #clock: Clock
  readonly startedAt: number
  #components: Map<ComponentKey, PageComponent>
  #incidents: readonly PageIncident[] = []
  #lastId = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.startedAt = clock.now()
    this.#components = green(this.startedAt)
  }

  get components(): readonly PageComponent[] {
    return [...this.#components.values()]
  }

  /** Newest first, resolved ones included. */
  get incidents(): readonly PageIncident[] {
    return this.#incidents
  }

  component(key: ComponentKey): PageComponent | undefined {
    return this.#components.get(key)
  }

  change(change: PageChange): void {
    const at = this.#clock.now()
    const before = change.component && this.#components.get(change.component)
    if (change.component && change.status && before) {
      this.#components.set(change.component, { ...before, status: change.status, updatedAt: at })
    }
    if (change.incident) this.#note(change.incident, change.component, at)
  }

  /** Every component operational, no incidents. */
  reset(): void {
    this.#components = green(this.#clock.now())
    this.#incidents = []
  }

  /** Adds an update to the open incident of that name, or opens one. */
  #note(change: NonNullable<PageChange['incident']>, component: ComponentKey | undefined, at: number): void {
    const open = this.#incidents.find((incident) => incident.name === change.name && incident.status !== 'resolved')
    const id = open?.id ?? this.#nextId('inc')
    const update = { id: this.#nextId('upd'), status: change.status, body: change.body, at }
    const incident: PageIncident = {
      id,
      name: change.name,
      status: change.status,
      impact: impactOf(this.components),
      createdAt: open?.createdAt ?? at,
      updates: [update, ...(open?.updates ?? [])],
      components: [...new Set([...(open?.components ?? []), ...(component ? [component] : [])])],
    }
    this.#incidents = [incident, ...this.#incidents.filter((other) => other !== open)].slice(0, KEPT_INCIDENTS)
  }

  #nextId(kind: string): string {
    this.#lastId += 1
    return `lm${kind}${String(this.#lastId).padStart(7, '0')}`
  }
}

/** The impact of the worst component, in the words of Statuspage. */
export function impactOf(components: readonly PageComponent[]): PageIncident['impact'] {
  const worst = Math.max(...components.map((component) => COMPONENT_STATUSES.indexOf(component.status)))
  return (['none', 'none', 'minor', 'major', 'critical'] as const)[worst] ?? 'none'
}

function green(at: number): Map<ComponentKey, PageComponent> {
  return new Map(COMPONENTS.map(({ key, id, name }) => [key, { id, name, status: 'operational', updatedAt: at }]))
}
