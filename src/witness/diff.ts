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
import type { PageReading, ReadComponent, ReadIncident } from './parse.ts'
import { mapSurfaces, type SurfaceComponents } from './surfaces.ts'
import type { WitnessAnswer } from './witness.ts'

export interface Diff {
  readonly memory: WitnessMemory
  readonly changes: readonly WitnessChange[]
}

const NOTHING: WitnessMemory = { voice: 'unwatched', voiceSince: 0, components: [], incidents: [] }

/**
 * What changed between two readings of a page. Pure: the same readings give the same changes.
 * While the page cannot be heard, what it said last is remembered and nothing is concluded.
 */
export function diffReadings(
  before: WitnessMemory | undefined,
  answer: WitnessAnswer,
  configured: SurfaceComponents = {},
): Diff {
  const known = before ?? NOTHING
  if (answer.kind === 'unreadable') return silence(known, answer)
  const heard = voiceChange(known, { kind: 'voice', at: answer.at, voice: 'heard' })
  const memory = {
    voice: 'heard',
    voiceSince: heard.length > 0 ? answer.at : known.voiceSince,
    heardAt: answer.at,
  } as const
  if (answer.kind === 'unchanged') return { memory: { ...contentOf(known), ...memory }, changes: heard }
  const components = componentsOf(answer.reading, configured)
  const claims = claimChanges(known, components, answer)
  const told = incidentChanges(known, components, answer)
  return {
    memory: {
      ...memory,
      components: components.map(({ component }) => component),
      incidents: told.open,
      ...restOf(answer, known),
    },
    changes: [...heard, ...claims, ...told.posts],
  }
}

function silence(known: WitnessMemory, answer: Extract<WitnessAnswer, { kind: 'unreadable' }>): Diff {
  const { at, voice, message, httpStatus } = answer
  const why = { message, ...defined({ httpStatus }) }
  const changes = voiceChange(known, { kind: 'voice', at, voice, ...why })
  if (changes.length === 0) return { memory: known, changes }
  const { heardAt } = known
  return {
    memory: { ...contentOf(known), voice, voiceSince: at, ...why, ...defined({ heardAt }) },
    changes,
  }
}

/** What the page said last, without whether and when it could be read. */
function contentOf({ voice, voiceSince, httpStatus, message, heardAt, ...content }: WitnessMemory) {
  return content
}

type ReadAnswer = Extract<WitnessAnswer, { kind: 'read' }>

/** What is only shown, and changes nothing that is kept. */
function restOf(
  { at, reading }: ReadAnswer,
  known: WitnessMemory,
): Pick<WitnessMemory, 'maintenances' | 'unreadable' | 'headline'> {
  const { maintenances, unreadable, headline } = reading
  const before = new Map(known.maintenances?.map((one) => [one.id, one.since]))
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

function voiceChange(known: WitnessMemory, change: ReachabilityChange): readonly ReachabilityChange[] {
  return known.voice === change.voice ? [] : [change]
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

function claimChanges(
  known: WitnessMemory,
  components: readonly Now[],
  answer: { readonly at: number },
): readonly ComponentChange[] {
  const before = new Map(known.components.map((component) => [component.id, component]))
  const changed = components.flatMap(({ component, updatedAt }): ComponentChange[] => {
    const was = before.get(component.id)
    if (!was) return [{ kind: 'claim', at: answer.at, component }]
    if (was.status === component.status && sameNames(was, component)) return []
    return [{ kind: 'claim', at: believed(updatedAt, known.heardAt, answer.at), component, from: was.status }]
  })
  const listed = new Set(components.map(({ component }) => component.id))
  const gone = known.components
    .filter(({ id, status }) => !listed.has(id) && status !== 'unknown')
    .map(
      (component): ComponentChange => ({
        kind: 'claim',
        at: answer.at,
        component: { ...component, status: 'unknown' satisfies ComponentStatus },
        from: component.status,
      }),
    )
  return [...changed, ...gone]
}

function sameNames(a: PageComponent, b: PageComponent): boolean {
  return a.name === b.name && a.surfaces.join() === b.surfaces.join()
}

/** The page's own time of a change, where it lies between the last reading and this one. */
function believed(claimed: number | undefined, heardAt: number | undefined, now: number): number {
  return claimed !== undefined && heardAt !== undefined && claimed > heardAt && claimed <= now ? claimed : now
}

function incidentChanges(
  known: WitnessMemory,
  components: readonly Now[],
  answer: { readonly at: number; readonly reading: PageReading },
): { readonly open: readonly PageIncident[]; readonly posts: readonly WitnessPost[] } {
  const before = new Map(known.incidents.map((incident) => [incident.id, incident]))
  const posts: WitnessPost[] = []
  const open: PageIncident[] = []
  for (const incident of answer.reading.incidents) {
    const was = before.get(incident.id)
    before.delete(incident.id)
    if (was || !isOver(incident)) posts.push(...newPosts(incident, was, components, answer.at))
    if (!isOver(incident)) open.push(remembered(incident, was, components, answer.at))
  }
  for (const gone of before.values()) posts.push(vanished(gone, answer.at))
  return { open, posts: posts.sort((a, b) => a.at - b.at) }
}

function isOver(incident: ReadIncident): boolean {
  return incident.status === 'resolved' || incident.status === 'postmortem'
}

function newPosts(
  incident: ReadIncident,
  was: PageIncident | undefined,
  components: readonly Now[],
  now: number,
): readonly WitnessPost[] {
  return incident.posts
    .filter(({ id }) => !was?.posts.includes(id))
    .map((post) => ({
      kind: 'post',
      at: Math.min(post.at ?? now, now),
      seenAt: now,
      incident: incident.id,
      post: post.id,
      name: incident.name,
      status: post.status,
      text: post.text,
      surfaces: surfacesOf(incident.name, post, components),
    }))
}

function remembered(
  incident: ReadIncident,
  was: PageIncident | undefined,
  components: readonly Now[],
  now: number,
): PageIncident {
  const surfaces = incident.posts.flatMap((post) => surfacesOf(incident.name, post, components))
  return {
    id: incident.id,
    name: incident.name,
    status: incident.status,
    since: was?.since ?? Math.min(incident.startedAt ?? now, now),
    surfaces: [...new Set(surfaces)],
    posts: incident.posts.map(({ id }) => id),
  }
}

const SPEAKS_OF_LOGIN = /\blog(?:ging)?[- ]?(?:in|out)s?\b|\bsign(?:ing)?[- ]?(?:in|out)s?\b|authenticat/i

/** The surfaces of the components in trouble. Pages have no component for signing in, so there the words have to do. */
function surfacesOf(
  name: string,
  post: { readonly text: string; readonly affects: readonly string[] },
  components: readonly Now[],
): readonly string[] {
  const affected = components.flatMap(({ component }) =>
    post.affects.includes(component.id) ? component.surfaces : [],
  )
  const spoken = SPEAKS_OF_LOGIN.test(`${name} ${post.text}`) ? ['login'] : []
  return [...new Set([...affected, ...spoken])]
}

/** A page lists open incidents only: one that is no longer there is over, whether or not we saw its last post. */
function vanished(incident: PageIncident, at: number): WitnessPost {
  const { id, name, surfaces } = incident
  return {
    kind: 'post',
    at,
    seenAt: at,
    incident: id,
    post: `${id}-gone`,
    name,
    status: 'resolved',
    text: 'No longer on the page.',
    surfaces,
  }
}
