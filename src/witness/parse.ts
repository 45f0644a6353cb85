import { type ComponentStatus, type JsonObject, jsonObject, type PostStatus, worstPageStatus } from '../core/index.ts'
import { componentStatusOf, listIn, postStatusOf, textOf, timeField } from './fields.ts'
import { plainLine } from './text.ts'

/** A component of the page; headings of groups are not components. */
export interface ReadComponent {
  readonly id: string
  readonly name: string
  readonly status: ComponentStatus
  /** Time of the last update by the page's clock, epoch ms. */
  readonly updatedAt?: number
}

interface ReadPost {
  readonly id: string
  readonly status: PostStatus
  readonly at?: number
  readonly text: string
  /** Ids of the components that this post reports as not operational. */
  readonly affects: readonly string[]
}

export interface ReadIncident {
  readonly id: string
  readonly name: string
  readonly status: PostStatus
  readonly startedAt?: number
  /** Oldest first. */
  readonly posts: readonly ReadPost[]
}

/** Maintenance that is under way now. */
interface ReadMaintenance {
  readonly id: string
  readonly name: string
  readonly startedAt?: number
}

export interface PageReading {
  readonly components: readonly ReadComponent[]
  readonly incidents: readonly ReadIncident[]
  readonly maintenances: readonly ReadMaintenance[]
  /** Number of components, incidents and maintenances that could not be read; a page with one is never all operational. */
  readonly unreadable: number
  /**
   * The page-wide status where it is not "none". It covers parts that no surface uses, so it changes no component, but a page
   * that shows it is not all operational.
   */
  readonly headline?: string
}

type PageText = { readonly ok: true; readonly reading: PageReading } | { readonly ok: false; readonly problem: string }

const MOST_COMPONENTS = 300
const MOST_INCIDENTS = 60
const MOST_POSTS = 60
const NAME_LIMIT = 120
const TEXT_LIMIT = 500

/**
 * Reads the JSON of a Statuspage v2 `summary.json`, as Atlassian, incident.io and Instatus serve it. Unknown fields are
 * ignored. An entry that cannot be read is counted; at least one component must be readable.
 */
export function readStatusPage(json: unknown): PageText {
  const summary = jsonObject(json)
  if (!Array.isArray(summary?.components)) return { ok: false, problem: 'the answer has no list of components' }
  const listed = summary.components.filter((entry) => jsonObject(entry)?.group !== true)
  const components = each(listed, readComponent, MOST_COMPONENTS)
  if (components.entries.length === 0) return { ok: false, problem: 'the answer names no component that can be read' }
  const incidents = each(listIn(summary.incidents), readIncident, MOST_INCIDENTS)
  const maintenances = each(listIn(summary.scheduled_maintenances), readMaintenance, MOST_INCIDENTS)
  const reading = {
    components: byId(components.entries, worseOf),
    incidents: byId(incidents.entries, withPostsOf),
    maintenances: maintenances.entries.flatMap((entry) => (entry.active ? [entry.maintenance] : [])),
    unreadable: components.unreadable + incidents.unreadable + maintenances.unreadable,
    ...headlineIn(summary),
  }
  return { ok: true, reading }
}

/** The incidents of an `incidents.json`. */
export function readIncidents(list: unknown): readonly ReadIncident[] {
  return byId(each(listIn(list), readIncident, MOST_INCIDENTS).entries, withPostsOf)
}

/** The entries that `read` can read, up to `most`, and the number of all others. */
function each<T>(
  list: readonly unknown[],
  read: (entry: JsonObject) => T | undefined,
  most: number,
): { readonly entries: readonly T[]; readonly unreadable: number } {
  const entries = list.slice(0, most).flatMap((item) => {
    const entry = jsonObject(item)
    const result = entry && read(entry)
    return result === undefined ? [] : [result]
  })
  return { entries, unreadable: list.length - entries.length }
}

/** Entries in the order of the page, with those of one id merged: else each reading would show a change between them. */
function byId<T extends { readonly id: string }>(
  entries: readonly T[],
  merge: (first: T, other: T) => T,
): readonly T[] {
  const merged = new Map<string, T>()
  for (const entry of entries) {
    const first = merged.get(entry.id)
    merged.set(entry.id, first ? merge(first, entry) : entry)
  }
  return [...merged.values()]
}

function worseOf(first: ReadComponent, other: ReadComponent): ReadComponent {
  return worstPageStatus([first.status, other.status]) === first.status ? first : other
}

function withPostsOf(first: ReadIncident, other: ReadIncident): ReadIncident {
  return { ...first, posts: postsOf([...first.posts, ...other.posts]) }
}

/** Oldest first; of two posts with one id the first counts. */
function postsOf(posts: readonly ReadPost[]): readonly ReadPost[] {
  return byId(posts, (first) => first).toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
}

/** A name or an id is enough to identify a component; a missing status is unknown. */
function readComponent(entry: JsonObject): ReadComponent | undefined {
  const id = textOf(entry.id) ?? textOf(entry.name)
  const name = textOf(entry.name) ?? id
  if (id === undefined || name === undefined) return undefined
  return {
    id,
    name: plainLine(name, NAME_LIMIT),
    status: componentStatusOf(entry.status),
    ...timeField('updatedAt', entry.updated_at),
  }
}

function readIncident(entry: JsonObject): ReadIncident | undefined {
  const id = textOf(entry.id) ?? textOf(entry.name)
  if (id === undefined) return undefined
  const linked = listIn(entry.components)
  return {
    id,
    name: plainLine(textOf(entry.name) ?? 'Incident without a name', NAME_LIMIT),
    status: postStatusOf(entry.status),
    ...timeField('startedAt', entry.started_at ?? entry.created_at),
    posts: postsOf(each(listIn(entry.incident_updates), (post) => readPost(post, linked), MOST_POSTS).entries),
  }
}

function readPost(post: JsonObject, linked: readonly unknown[]): ReadPost | undefined {
  const id = textOf(post.id) ?? textOf(post.created_at) ?? textOf(post.display_at)
  if (id === undefined) return undefined
  return {
    id,
    status: postStatusOf(post.status),
    ...timeField('at', post.display_at ?? post.created_at),
    text: plainLine(textOf(post.body, TEXT_LIMIT * 10) ?? '', TEXT_LIMIT),
    affects: affectedIn(Array.isArray(post.affected_components) ? post.affected_components : linked),
  }
}

/**
 * The components that a post reports as not operational. Pages may link an incident to all their components while most
 * work, so only the status in the link counts.
 */
function affectedIn(list: readonly unknown[]): readonly string[] {
  return each(
    list,
    (affected) => {
      const status = componentStatusOf(affected.new_status ?? affected.status ?? 'operational')
      return status === 'operational' ? undefined : (textOf(affected.code) ?? textOf(affected.id))
    },
    MOST_COMPONENTS,
  ).entries
}

const UNDER_WAY = new Set(['inprogress', 'verifying'])

function readMaintenance(
  entry: JsonObject,
): { readonly active: boolean; readonly maintenance: ReadMaintenance } | undefined {
  const id = textOf(entry.id) ?? textOf(entry.name)
  const status = textOf(entry.status)
  if (id === undefined || status === undefined) return undefined
  const name = plainLine(textOf(entry.name) ?? 'Maintenance without a name', NAME_LIMIT)
  const since = timeField('startedAt', entry.started_at ?? entry.scheduled_for)
  return { active: UNDER_WAY.has(status.toLowerCase().replace(/[^a-z]/g, '')), maintenance: { id, name, ...since } }
}

function headlineIn(summary: JsonObject): { readonly headline?: string } {
  const status = jsonObject(summary.status)
  const indicator = textOf(status?.indicator)
  if (indicator === undefined || indicator === 'none') return {}
  return { headline: plainLine(textOf(status?.description) ?? indicator, NAME_LIMIT) }
}
