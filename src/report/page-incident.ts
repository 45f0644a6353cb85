import type { IncidentView } from '../../dashboards/model/model.ts'
import { admitsTrouble, type IncidentRecord, MINUTE, oneLine, type WitnessRecord } from '../core/index.ts'
import { LONGEST_LINE } from './failure-view.ts'

/** A post this long before the first failing run may be about the incident: probes do not run every second. */
const BEFORE = 30 * MINUTE
const ROWS = 20

type Timeline = IncidentView['timeline']

/** The status page on an incident: rows for its timeline, and when it first reported trouble. */
export function pageOnIncident(
  incident: IncidentRecord,
  record: WitnessRecord | undefined,
): { readonly rows: Timeline; readonly page?: { readonly firstAt?: number } } {
  const from = incident.impactAt - BEFORE
  const to = incident.resolvedAt ?? Number.POSITIVE_INFINITY
  const wasRead = record?.reachability.some(
    (span) => span.voice === 'heard' && span.from < to && span.to > incident.impactAt,
  )
  if (!record || !wasRead) return { rows: [] }
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
  const rows = [
    ...posts.map((post) => row(post.at, `Status page, ${post.status}: ${post.name}`)),
    ...changes(record, statuses).map((one) => row(one.from, `Status page: ${one.name}, ${statusText(one.claim)}`)),
  ]
  return {
    rows: rows.toSorted((a, b) => a.at - b.at).slice(0, ROWS),
    page: reportedAt.length > 0 ? { firstAt: Math.min(...reportedAt) } : {},
  }
}

/** The spans that begin with a change of status; the first span of a component is only where the record starts. */
function changes(record: WitnessRecord, spans: WitnessRecord['components']): WitnessRecord['components'] {
  return spans.filter((one) =>
    record.components.some((other) => other.component === one.component && other.to === one.from),
  )
}

function row(at: number, text: string): Timeline[number] {
  return { at, kind: 'page', text: oneLine(text, LONGEST_LINE) }
}

function statusText(status: string): string {
  return status.replaceAll('_', ' ')
}
