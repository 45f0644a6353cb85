import type { Incident } from '../model/incident.ts'
import { admitsTrouble } from '../model/page-status.ts'
import { MINUTE } from '../model/time.ts'
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
    ...statuses.filter((one) => admitsTrouble(one.claim)).map((one) => one.from),
  ]
  return { posts, statuses, ...(reportedAt.length > 0 ? { firstAt: Math.min(...reportedAt) } : {}) }
}
