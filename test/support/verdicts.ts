import {
  type AlertRecord,
  type Delivery,
  formatDuration,
  type IncidentRecord,
  MINUTE,
  SECOND,
  type State,
  surfaceList,
  surfaceWord,
  type TimelineEntry,
  type Transition,
} from '../../src/core/index.ts'
import type { Trouble, World } from './world.ts'

// What the judge and the outbox of the product would have stored of an invented world: simple rules, not the real judge.

/** Time from the first failing run to the declaration, ms. */
const DETECTION = 12 * SECOND

export function transitionsOf(world: World): Transition[] {
  const base = (surface: string) => ({ target: world.target, surface })
  const first = world.probes.map(
    (probe): Transition => ({
      ...base(probe.surface),
      at: world.from + 3 * SECOND,
      since: world.from + 3 * SECOND,
      from: 'unknown',
      to: 'operational',
      evidence: { reasons: ['The first run passed.'], runs: [], numbers: {} },
    }),
  )
  const later = world.troubles.flatMap((trouble): Transition[] => {
    const opened: Transition = {
      ...base(trouble.surface),
      at: trouble.from + DETECTION,
      since: trouble.from,
      from: 'operational',
      to: trouble.state,
      failure: trouble.failure,
      evidence: {
        reasons: [
          `2 of the last 2 runs failed with "${trouble.failure.message}"; usually 0.2 % of runs fail.`,
          'The confirm run 10 s later failed in the same way.',
        ],
        runs: [],
        numbers: { evidence: 9.1, threshold: 7.4 },
      },
    }
    if (trouble.to === undefined) return [opened]
    const healed: Transition = {
      ...base(trouble.surface),
      at: trouble.to + DETECTION,
      since: trouble.to,
      from: trouble.state,
      to: 'operational',
      evidence: { reasons: ['3 runs in a row passed at their usual speed.'], runs: [], numbers: {} },
    }
    return [opened, healed]
  })
  return [...first, ...later].filter((entry) => entry.at <= world.now).toSorted((a, b) => a.at - b.at)
}

/** Troubles that overlap or nearly touch are one incident. */
export function incidentsOf(world: World): IncidentRecord[] {
  const groups: Trouble[][] = []
  for (const trouble of world.troubles.toSorted((a, b) => a.from - b.from)) {
    const group = groups.at(-1)
    const end = group ? Math.max(...group.map((one) => one.to ?? world.now)) : 0
    if (group && trouble.from <= end + 2 * MINUTE) group.push(trouble)
    else groups.push([trouble])
  }
  return groups.map((group) => incidentOf(world, group))
}

function incidentOf(world: World, group: readonly Trouble[]): IncidentRecord {
  const impactAt = group[0]?.from ?? world.now
  const open = group.some((one) => one.to === undefined)
  const end = Math.max(...group.map((one) => one.to ?? world.now)) + DETECTION
  const names = [...new Set(group.map((one) => one.surface))]
  const others = world.probes.map((probe) => probe.surface).filter((surface) => !names.includes(surface))
  return {
    name: `${world.target}-${new Date(impactAt).toISOString().slice(0, 19).replaceAll(/\D/g, '')}`,
    target: world.target,
    openedAt: impactAt + DETECTION,
    impactAt,
    ...(open ? {} : { resolvedAt: end }),
    scope: others.length > 0 ? `${surfaceList(names)} only: ${surfaceList(others)} work` : 'all surfaces',
    surfaces: names.map((surface) => surfaceIn(world, group, surface)),
    timeline: timelineOf(group, open ? undefined : end),
  }
}

function surfaceIn(world: World, group: readonly Trouble[], surface: string): IncidentRecord['surfaces'][number] {
  const ofSurface = group.filter((one) => one.surface === surface)
  const last = ofSurface.at(-1)
  const worst: State = ofSurface.some((one) => one.state === 'down') ? 'down' : 'degraded'
  const to = last?.to
  return {
    surface,
    state: to === undefined ? (last?.state ?? worst) : 'operational',
    worst,
    since: ofSurface[0]?.from ?? world.now,
    ...(to === undefined ? {} : { recoveredAt: to + DETECTION }),
    ...(last ? { failure: last.failure } : {}),
  }
}

function timelineOf(group: readonly Trouble[], end: number | undefined): TimelineEntry[] {
  const rows = group.flatMap((one, index): TimelineEntry[] => {
    const kind = index === 0 ? 'opened' : 'joined'
    const surface = surfaceWord(one.surface)
    const text = `${surface} is ${one.state} (${one.failure.message}${one.failure.step ? ` at '${one.failure.step}'` : ''})`
    const start: TimelineEntry = {
      ...{ at: one.from + DETECTION, kind, surface: one.surface, from: 'operational', to: one.state },
      text,
    }
    if (one.to === undefined) return [start]
    const stop: TimelineEntry = {
      ...{ at: one.to + DETECTION, kind: 'recovered', surface: one.surface, from: one.state, to: 'operational' },
      text: `${surface} works again after ${formatDuration(one.to - one.from)}`,
    }
    return [start, stop]
  })
  const ordered = rows.toSorted((a, b) => a.at - b.at)
  const start = group[0]?.from ?? 0
  return end === undefined
    ? ordered
    : [...ordered, { at: end, kind: 'resolved', text: `all surfaces work again after ${formatDuration(end - start)}` }]
}

export function alertsOf(world: World, incident: IncidentRecord): AlertRecord[] {
  const worst = incident.surfaces[0]
  const opened: AlertRecord = {
    key: `${incident.name}/opened`,
    kind: 'opened',
    target: incident.target,
    at: incident.openedAt,
    headline: `${surfaceWord(worst?.surface ?? '')} is ${worst?.worst.toUpperCase()} (${worst?.failure?.message})`,
    lines: [incident.scope],
    surfaces: [],
    links: [],
    deliveries: deliveriesOf(world, `${incident.name}/opened`, incident.openedAt),
  }
  if (incident.resolvedAt === undefined) return [opened]
  const key = `${incident.name}/resolved`
  const resolved: AlertRecord = {
    ...opened,
    ...{ key, kind: 'resolved', at: incident.resolvedAt },
    headline: `${surfaceWord(worst?.surface ?? '')} works again after ${formatDuration(incident.resolvedAt - incident.impactAt)}`,
    deliveries: deliveriesOf(world, key, incident.resolvedAt),
  }
  return [opened, resolved]
}

function deliveriesOf(world: World, alertKey: string, at: number): Delivery[] {
  if (world.alerts === 'nowhere') return []
  const base = { id: at % 100_000, alertKey, dueAt: at }
  if (world.alerts === 'dead') {
    return [{ ...base, channel: 'slack', state: 'dead', attempts: 5, lastError: 'HTTP 404 no_service' }]
  }
  return [{ ...base, channel: 'slack', state: 'sent', attempts: 1, sentAt: at + 900 }]
}
