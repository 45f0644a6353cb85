import type { IncidentView } from '../../dashboards/model/model.ts'
import { admitsTrouble, type IncidentRecord, MINUTE, oneLine, type WitnessRecord } from '../core/index.ts'
import { LONGEST_LINE } from './failure-view.ts'

/** What a page says this long before the first failing run may still be about it: we do not probe every second. */
const BEFORE = 30 * MINUTE
const ROWS = 20

type Timeline = IncidentView['timeline']

/** What the status page said of an incident: rows for its timeline, and when it first admitted trouble. */
export function pageOnIncident(
  incident: IncidentRecord,
  record: WitnessRecord | undefined,
): { readonly rows: Timeline; readonly page?: { readonly firstAt?: number } } {
  const from = incident.impactAt - BEFORE
  const to = incident.resolvedAt ?? Number.POSITIVE_INFINITY
  const heard = record?.reachability.some(
    (voice) => voice.voice === 'heard' && voice.from < to && voice.to > incident.impactAt,
  )
  if (!record || !heard) return { rows: [] }
  const ours = incident.surfaces.map((one) => one.surface)
  const about = (surfaces: readonly string[]) => surfaces.length === 0 || surfaces.some((one) => ours.includes(one))
  const within = (at: number) => at >= from && at <= to
  const posts = record.posts.filter((post) => within(post.at) && about(post.surfaces))
  const claims = record.components.filter(
    (span) => within(span.from) && span.surfaces.length > 0 && about(span.surfaces),
  )
  const admitted = [
    ...posts.map((post) => post.at),
    ...claims.filter((one) => admitsTrouble(one.claim)).map((one) => one.from),
  ]
  const rows = [
    ...posts.map((post) => row(post.at, `Status page, ${post.status}: ${post.name}`)),
    ...changes(record, claims).map((one) => row(one.from, `Status page: ${one.name}, ${words(one.claim)}`)),
  ]
  return {
    rows: rows.toSorted((a, b) => a.at - b.at).slice(0, ROWS),
    page: admitted.length > 0 ? { firstAt: Math.min(...admitted) } : {},
  }
}

/** Only what changed within the record: the first span of a component tells how it was, not that it became so. */
function changes(record: WitnessRecord, claims: WitnessRecord['components']): WitnessRecord['components'] {
  return claims.filter((one) =>
    record.components.some((other) => other.component === one.component && other.to === one.from),
  )
}

function row(at: number, text: string): Timeline[number] {
  return { at, kind: 'page', text: oneLine(text, LONGEST_LINE) }
}

function words(claim: string): string {
  return claim.replaceAll('_', ' ')
}
