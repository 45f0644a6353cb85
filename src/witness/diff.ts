import {
  type ComponentChange,
  type ComponentStatus,
  defined,
  type PageComponent,
  type PageIncident,
  type ReachabilityChange,
  type WitnessChange,
  type WitnessMemory,
  type WitnessPost,
} from '../core/index.ts'
import { endedIncidents } from './ended.ts'
import type { PageReading, ReadComponent } from './parse.ts'
import { isOver, newPosts, pageIncident, removedPost } from './posts.ts'
import { mapSurfaces, type SurfaceComponents } from './surfaces.ts'
import type { WitnessAnswer } from './witness.ts'

interface Diff {
  readonly memory: WitnessMemory
  readonly changes: readonly WitnessChange[]
}

const EMPTY: WitnessMemory = { voice: 'unwatched', voiceSince: 0, components: [], incidents: [] }

/**
 * The changes between two readings of a page. Pure: the same readings give the same changes.
 * While the page cannot be read, its last content is kept and no component changes.
 */
export function diffReadings(
  before: WitnessMemory | undefined,
  answer: WitnessAnswer,
  configured: SurfaceComponents = {},
): Diff {
  const previousMemory = before ?? EMPTY
  if (answer.kind === 'unreadable') return unreadableDiff(previousMemory, answer)
  const reachability = reachabilityChange(previousMemory, { kind: 'voice', at: answer.at, voice: 'heard' })
  const memory = {
    voice: 'heard',
    voiceSince: reachability.length > 0 ? answer.at : previousMemory.voiceSince,
    heardAt: answer.at,
  } as const
  if (answer.kind === 'unchanged') return { memory: { ...contentOf(previousMemory), ...memory }, changes: reachability }
  const components = componentsOf(answer.reading, configured)
  const statuses = componentChanges(previousMemory, components, answer)
  const incidents = incidentChanges(previousMemory, components, answer)
  return {
    memory: {
      ...memory,
      components: components.map(({ component }) => component),
      incidents: incidents.open,
      ...restOf(answer, previousMemory),
      ...endedIncidents(previousMemory, { open: incidents.open, read: answer.reading.incidents, at: answer.at }),
    },
    changes: [...reachability, ...statuses, ...incidents.posts],
  }
}

function unreadableDiff(previousMemory: WitnessMemory, answer: Extract<WitnessAnswer, { kind: 'unreadable' }>): Diff {
  const { at, voice, message, httpStatus } = answer
  const cause = { message, ...defined({ httpStatus }) }
  const changes = reachabilityChange(previousMemory, { kind: 'voice', at, voice, ...cause })
  if (changes.length === 0) return { memory: previousMemory, changes }
  const { heardAt } = previousMemory
  return {
    memory: { ...contentOf(previousMemory), voice, voiceSince: at, ...cause, ...defined({ heardAt }) },
    changes,
  }
}

/** The last content of the page, without its reachability. */
function contentOf({ voice, voiceSince, httpStatus, message, heardAt, ...content }: WitnessMemory) {
  return content
}

type ReadAnswer = Extract<WitnessAnswer, { kind: 'read' }>

/** Fields that are shown but cause no change. */
function restOf(
  { at, reading }: ReadAnswer,
  previousMemory: WitnessMemory,
): Pick<WitnessMemory, 'maintenances' | 'unreadable' | 'headline'> {
  const { maintenances, unreadable, headline } = reading
  const before = new Map(previousMemory.maintenances?.map((maintenance) => [maintenance.id, maintenance.since]))
  return {
    maintenances: maintenances.map(({ id, name, startedAt }) => ({
      id,
      name,
      since: before.get(id) ?? Math.min(startedAt ?? at, at),
    })),
    unreadable,
    ...defined({ headline }),
  }
}

function reachabilityChange(previousMemory: WitnessMemory, change: ReachabilityChange): readonly ReachabilityChange[] {
  return previousMemory.voice === change.voice ? [] : [change]
}

interface Now {
  readonly component: PageComponent
  readonly updatedAt: number | undefined
}

function componentsOf(reading: PageReading, configured: SurfaceComponents): readonly Now[] {
  const surfaces = mapSurfaces(reading.components, configured)
  return reading.components.map(({ id, name, status, updatedAt }: ReadComponent) => ({
    component: { id, name, status, surfaces: surfaces.get(id) ?? [] },
    updatedAt,
  }))
}

function componentChanges(
  previousMemory: WitnessMemory,
  components: readonly Now[],
  answer: { readonly at: number },
): readonly ComponentChange[] {
  const before = new Map(previousMemory.components.map((component) => [component.id, component]))
  const changed = components.flatMap(({ component, updatedAt }): ComponentChange[] => {
    const previous = before.get(component.id)
    if (!previous) return [{ kind: 'claim', at: answer.at, component }]
    if (previous.status === component.status && sameNames(previous, component)) return []
    return [
      { kind: 'claim', at: changeTime(updatedAt, previousMemory.heardAt, answer.at), component, from: previous.status },
    ]
  })
  const listed = new Set(components.map(({ component }) => component.id))
  const removed = previousMemory.components
    .filter(({ id, status }) => !listed.has(id) && status !== 'unknown')
    .map(
      (component): ComponentChange => ({
        kind: 'claim',
        at: answer.at,
        component: { ...component, status: 'unknown' satisfies ComponentStatus },
        from: component.status,
      }),
    )
  return [...changed, ...removed]
}

function sameNames(a: PageComponent, b: PageComponent): boolean {
  return a.name === b.name && a.surfaces.join() === b.surfaces.join()
}

/** The time of a change by the page's clock where it lies between the last reading and this one, else `now`; epoch ms. */
function changeTime(pageTime: number | undefined, lastReadAt: number | undefined, now: number): number {
  return pageTime !== undefined && lastReadAt !== undefined && pageTime > lastReadAt && pageTime <= now ? pageTime : now
}

function incidentChanges(
  previousMemory: WitnessMemory,
  components: readonly Now[],
  answer: { readonly at: number; readonly reading: PageReading },
): { readonly open: readonly PageIncident[]; readonly posts: readonly WitnessPost[] } {
  const before = new Map(previousMemory.incidents.map((incident) => [incident.id, incident]))
  const posts: WitnessPost[] = []
  const open: PageIncident[] = []
  for (const incident of answer.reading.incidents) {
    const previous = before.get(incident.id)
    before.delete(incident.id)
    if (previous || !isOver(incident)) posts.push(...newPosts(incident, previous, components, answer.at))
    if (!isOver(incident)) open.push(pageIncident(incident, previous, components, answer.at))
  }
  for (const removed of before.values()) posts.push(removedPost(removed, answer.at))
  return { open, posts: posts.sort((a, b) => a.at - b.at) }
}
