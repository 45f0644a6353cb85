import {
  DAY,
  defined,
  type EndedPageIncident,
  type PageIncident,
  type WitnessMemory,
  type WitnessPost,
} from '../core/index.ts'
import type { ReadIncident } from './parse.ts'
import { newPosts } from './posts.ts'

/** The search for a post-mortem ends this long after the end of an incident, ms. */
const SEARCH_MS = 60 * DAY
/** Interval of the search, ms. */
const SEARCH_EVERY_MS = DAY
/** Most ended incidents in the memory; a page lists as many. */
const MOST = 50

/** The ended incidents, with those that ended since the last reading, without those that have a post-mortem or are too old. */
export function endedIncidents(
  previous: WitnessMemory,
  now: { readonly open: readonly PageIncident[]; readonly read: readonly ReadIncident[]; readonly at: number },
): Pick<WitnessMemory, 'ended' | 'endedReadAt'> {
  const openIds = new Set(now.open.map(({ id }) => id))
  const justEnded = previous.incidents.map((incident): EndedPageIncident => {
    const read = now.read.find(({ id }) => id === incident.id)
    const posts = read ? read.posts.map(({ id }) => id) : incident.posts
    return { ...incident, posts, status: read?.status ?? 'resolved', endedAt: now.at }
  })
  const ended = [...(previous.ended ?? []), ...justEnded]
    .filter(({ id, status, endedAt }) => !openIds.has(id) && status !== 'postmortem' && now.at - endedAt < SEARCH_MS)
    .slice(-MOST)
  const { endedReadAt } = previous
  if (ended.length === 0) return {}
  return { ended, ...defined({ endedReadAt }) }
}

/** Whether the search for post-mortems is due. @param at epoch ms */
export function isEndedDue({ ended = [], endedReadAt }: WitnessMemory, at: number): boolean {
  const since = endedReadAt ?? ended[0]?.endedAt
  return since !== undefined && ended.length > 0 && Math.abs(at - since) >= SEARCH_EVERY_MS
}

/**
 * The new posts on ended incidents: a post-mortem is published days later. Pure.
 * @param incidents of the page's history; undefined where it could not be read: the next attempt is a day later
 */
export function diffEnded(
  memory: WitnessMemory,
  incidents: readonly ReadIncident[] | undefined,
  at: number,
): { readonly memory: WitnessMemory; readonly changes: readonly WitnessPost[] } {
  const components = memory.components.map((component) => ({ component }))
  const changes = (memory.ended ?? []).flatMap((incident) => {
    const read = incidents?.find(({ id }) => id === incident.id)
    return read ? newPosts(read, incident, components, at) : []
  })
  const ended = (memory.ended ?? []).flatMap((incident) => {
    const read = incidents?.find(({ id }) => id === incident.id)
    if (read?.status === 'postmortem') return []
    return [read ? { ...incident, posts: read.posts.map(({ id }) => id) } : incident]
  })
  return { memory: { ...memory, ended, endedReadAt: at }, changes: changes.toSorted((a, b) => a.at - b.at) }
}
