import { DAY, type EndedPageIncident, type PageIncident, type WitnessMemory, type WitnessPost } from '../core/index.ts'
import type { ReadIncident } from './parse.ts'
import { newPosts } from './posts.ts'

/** A post-mortem is looked for this long after the end of an incident, ms, and once in this time. */
const KEPT_MS = 60 * DAY
const LOOK_EVERY_MS = DAY
/** Incidents that are kept; a page lists as many. */
const MOST = 50

/** The incidents that have ended, those that ended just now as well; what has a post-mortem, or is too old, is left out. */
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
    .filter(({ id, status, endedAt }) => !openIds.has(id) && status !== 'postmortem' && now.at - endedAt < KEPT_MS)
    .slice(-MOST)
  const { endedReadAt } = previous
  if (ended.length === 0) return {}
  return { ended, ...(endedReadAt === undefined ? {} : { endedReadAt }) }
}

/** Whether the ended incidents are to be looked at again. @param at epoch ms */
export function isEndedDue({ ended = [], endedReadAt }: WitnessMemory, at: number): boolean {
  const since = endedReadAt ?? ended[0]?.endedAt
  return since !== undefined && ended.length > 0 && Math.abs(at - since) >= LOOK_EVERY_MS
}

/**
 * What was published on ended incidents since: a post-mortem comes days later. Pure.
 * @param incidents of the page's history; undefined where it could not be read, which is tried again a day later
 */
export function diffEnded(
  memory: WitnessMemory,
  incidents: readonly ReadIncident[] | undefined,
  at: number,
): { readonly memory: WitnessMemory; readonly changes: readonly WitnessPost[] } {
  const components = memory.components.map((component) => ({ component }))
  const changes = (memory.ended ?? []).flatMap((one) => {
    const read = incidents?.find(({ id }) => id === one.id)
    return read ? newPosts(read, one, components, at) : []
  })
  const ended = (memory.ended ?? []).flatMap((one) => {
    const read = incidents?.find(({ id }) => id === one.id)
    if (read?.status === 'postmortem') return []
    return [read ? { ...one, posts: read.posts.map(({ id }) => id) } : one]
  })
  return { memory: { ...memory, ended, endedReadAt: at }, changes: changes.toSorted((a, b) => a.at - b.at) }
}
