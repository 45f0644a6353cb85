import type { Incident } from '../model/incident.ts'
import { admitsTrouble } from '../model/page-status.ts'
import { formatDuration, MINUTE, SECOND } from '../model/time.ts'
import type { ComponentSpan, WitnessPost, WitnessRecord } from '../model/witness.ts'

/** A post this long before the first failing run may be about the incident: probes do not run every second. */
export const PAGE_BEFORE_MS = 30 * MINUTE

/** What a status page showed on an incident. */
export interface PageOnIncident {
  readonly posts: readonly WitnessPost[]
  /** Statuses of components of affected surfaces that began during the incident. */
  readonly statuses: readonly ComponentSpan[]
  /** When it first reported trouble, epoch ms; absent if it did not. */
  readonly firstAt?: number
}

/** What is needed to compare a status page with Doorwatch: when the incident opened, and whether it is over. */
type Opened = Pick<Incident, 'openedAt' | 'resolvedAt'>

/** Shorter differences count as none. */
const SAME_TIME_MS = SECOND

/**
 * Whether the status page or Doorwatch reported an incident first, as a sentence.
 * @param firstAt when the page first reported it, epoch ms; undefined where it did not
 */
export function pageLeadText(firstAt: number | undefined, { openedAt, resolvedAt }: Opened): string {
  if (firstAt === undefined) {
    return `The status page ${resolvedAt === undefined ? 'has not reported it so far' : 'did not report it'}.`
  }
  const lead = firstAt - openedAt
  if (Math.abs(lead) < SAME_TIME_MS) return 'The status page reported it at the same time as Doorwatch.'
  return `The status page reported it ${formatDuration(Math.abs(lead))} ${lead > 0 ? 'after' : 'before'} Doorwatch.`
}

type Affected = Pick<Incident, 'impactAt' | 'resolvedAt' | 'surfaces'>

/** What the status page showed on an incident; undefined if it was not read during the incident. */
export function pageOnIncident(incident: Affected, record: WitnessRecord | undefined): PageOnIncident | undefined {
  const from = incident.impactAt - PAGE_BEFORE_MS
  const to = incident.resolvedAt ?? Number.POSITIVE_INFINITY
  const wasRead = record?.reachability.some(
    (span) => span.voice === 'heard' && span.from < to && span.to > incident.impactAt,
  )
  if (!record || !wasRead) return undefined
  const affected = incident.surfaces.map(({ surface }) => surface)
  const about = (surfaces: readonly string[]) =>
    surfaces.length === 0 || surfaces.some((name) => affected.includes(name))
  const within = (at: number) => at >= from && at <= to
  const posts = record.posts.filter((post) => within(post.at) && about(post.surfaces))
  const statuses = record.components.filter(
    (span) => within(span.from) && span.surfaces.length > 0 && about(span.surfaces),
  )
  const reportedAt = [
    ...posts.map((post) => post.at),
    ...statuses.filter((span) => admitsTrouble(span.claim)).map((span) => span.from),
  ]
  return { posts, statuses, ...(reportedAt.length > 0 ? { firstAt: Math.min(...reportedAt) } : {}) }
}
