import { z } from 'zod'
import { CLAIMS, type Claim, POST_STATUSES, type PostStatus } from '../core/index.ts'
import { oneLine } from './text.ts'

/** A component as the page lists it; headings of groups are left out. */
export interface ReadComponent {
  readonly id: string
  readonly name: string
  readonly status: Claim
  /** When the page last touched it (epoch ms, its clock). */
  readonly updatedAt?: number
}

export interface ReadPost {
  readonly id: string
  readonly status: PostStatus
  readonly at?: number
  readonly text: string
  /** Ids of the components that this post says are in trouble. */
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

/** What a summary.json says. Its page-wide indicator is left out on purpose: it turns red for parts nobody here uses. */
export interface PageReading {
  readonly components: readonly ReadComponent[]
  readonly incidents: readonly ReadIncident[]
}

export type PageText =
  | { readonly ok: true; readonly reading: PageReading }
  | { readonly ok: false; readonly problem: string }

const MOST_COMPONENTS = 300
const MOST_INCIDENTS = 60
const MOST_POSTS = 60
const NAME_LIMIT = 120
const TEXT_LIMIT = 500

const optionalText = z.string().nullish()
const componentSchema = z.object({
  id: z.string().min(1).max(100),
  name: z.string().min(1),
  status: z.string(),
  group: z.boolean().nullish(),
  updated_at: optionalText,
})
const affectedSchema = z.object({
  code: optionalText,
  id: optionalText,
  new_status: optionalText,
  status: optionalText,
})
const postSchema = z.object({
  id: z.string().min(1).max(100),
  status: optionalText,
  body: optionalText,
  display_at: optionalText,
  created_at: optionalText,
  affected_components: z.array(z.unknown()).nullish().catch(null),
})
const incidentSchema = z.object({
  id: z.string().min(1).max(100),
  name: z.string(),
  status: optionalText,
  started_at: optionalText,
  created_at: optionalText,
  components: z.array(z.unknown()).nullish().catch(null),
  incident_updates: z.array(z.unknown()).nullish().catch(null),
})
const summarySchema = z.object({ components: z.array(z.unknown()), incidents: z.array(z.unknown()).nullish() })

/**
 * Reads the JSON of a Statuspage v2 `summary.json`, as Atlassian and incident.io serve it. Fields it does not know are
 * passed over, and so is a component or incident that makes no sense; what is left has to name at least one component.
 */
export function readStatusPage(json: unknown): PageText {
  const summary = summarySchema.safeParse(json)
  if (!summary.success) return { ok: false, problem: 'the answer has no list of components' }
  const components = each(summary.data.components, componentSchema, MOST_COMPONENTS)
    .filter(({ group }) => group !== true)
    .map(({ id, name, status, updated_at }) => ({
      id,
      name: oneLine(name, NAME_LIMIT),
      status: claimOf(status),
      ...timeField('updatedAt', updated_at),
    }))
  if (components.length === 0) return { ok: false, problem: 'the answer names no component' }
  return { ok: true, reading: { components, incidents: readIncidents(summary.data.incidents) } }
}

/** The incidents of a `summary.json` or `incidents.json`. */
export function readIncidents(list: readonly unknown[] | null | undefined): readonly ReadIncident[] {
  return each(list ?? [], incidentSchema, MOST_INCIDENTS).map((incident) => ({
    id: incident.id,
    name: oneLine(incident.name, NAME_LIMIT),
    status: postStatusOf(incident.status),
    ...timeField('startedAt', incident.started_at ?? incident.created_at),
    posts: each(incident.incident_updates ?? [], postSchema, MOST_POSTS)
      .map((post) => readPost(post, incident.components ?? []))
      .sort((a, b) => (a.at ?? 0) - (b.at ?? 0)),
  }))
}

function readPost(post: z.output<typeof postSchema>, linked: readonly unknown[]): ReadPost {
  return {
    id: post.id,
    status: postStatusOf(post.status),
    ...timeField('at', post.display_at ?? post.created_at),
    text: oneLine(post.body ?? '', TEXT_LIMIT),
    affects: inTrouble(post.affected_components ?? linked),
  }
}

/**
 * The components that are said to be in trouble. A page may link an incident to every component it has while most of
 * them work, so being linked says nothing; the status that stands beside the name does.
 */
function inTrouble(list: readonly unknown[]): readonly string[] {
  return each(list, affectedSchema, MOST_COMPONENTS).flatMap((affected) => {
    const id = affected.code ?? affected.id
    const claim = claimOf(affected.new_status ?? affected.status ?? 'operational')
    return id && claim !== 'operational' ? [id] : []
  })
}

/** incident.io says full_outage on some of its pages. */
function claimOf(text: string): Claim {
  if (text === 'full_outage') return 'major_outage'
  return (CLAIMS as readonly string[]).includes(text) ? (text as Claim) : 'unknown'
}

function postStatusOf(text: string | null | undefined): PostStatus {
  return (POST_STATUSES as readonly string[]).includes(text ?? '') ? (text as PostStatus) : 'unknown'
}

function each<S extends z.ZodType>(list: readonly unknown[], schema: S, most: number): readonly z.output<S>[] {
  return list.slice(0, most).flatMap((one) => {
    const parsed = schema.safeParse(one)
    return parsed.success ? [parsed.data] : []
  })
}

function timeField<K extends string>(key: K, text: string | null | undefined): { readonly [P in K]?: number } {
  const at = text ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? {} : ({ [key]: at } as { readonly [P in K]: number })
}
