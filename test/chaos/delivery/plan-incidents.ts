import type { Alert, AlertKind } from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'

const KINDS: readonly AlertKind[] = ['opened', 'changed', 'resolved']

/** Plans the alerts of one incident after the other. */
interface IncidentPlanner {
  /** Plans the next alert of the incident, or the first of the next one. */
  next(): Promise<void>
  /** Whether the last incident has ended. */
  isOver(): boolean
  /** The keys of each incident's alerts, in order. */
  streams(): readonly (readonly string[])[]
}

export function incidentPlanner(store: Store, channels: readonly string[]): IncidentPlanner {
  const streams: string[][] = []
  const isOver = () => streams.at(-1)?.length === KINDS.length
  return {
    isOver,
    streams: () => streams,
    async next() {
      if (streams.length === 0 || isOver()) streams.push([])
      const keys = streams.at(-1) as string[]
      const alert = alertOf(`sandbox-${streams.length}`, KINDS[keys.length] as AlertKind)
      keys.push(alert.key)
      await store.transaction((tx) => tx.saveAlerts([{ alert, channels }], alert.at))
    },
  }
}

function alertOf(name: string, kind: AlertKind): Alert {
  const at = Date.now()
  const surface = { surface: 'login', state: 'down', worst: 'down', since: at } as const
  return {
    ...{
      key: `${name}:${kind}`,
      kind,
      target: 'sandbox',
      at,
      headline: 'login is DOWN, API is up',
      lines: [],
      links: [],
    },
    surfaces: [{ target: 'sandbox', surface: 'login', state: 'down', since: at }],
    incident: { name, target: 'sandbox', openedAt: at, impactAt: at, surfaces: [surface], scope: '' },
  }
}
