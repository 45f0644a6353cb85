import type { IncidentView } from '../../dashboards/model/model.ts'
import { defined, type IncidentRecord, oneLine, pageOnIncident, type WitnessRecord } from '../core/index.ts'
import { LONGEST_LINE } from './failure-view.ts'

const ROWS = 20

type Timeline = IncidentView['timeline']

/** The status page on an incident: rows for its timeline, and when it first reported trouble. */
export function pageRows(
  incident: IncidentRecord,
  record: WitnessRecord | undefined,
): { readonly rows: Timeline; readonly page?: { readonly firstAt?: number } } {
  const onPage = pageOnIncident(incident, record)
  if (!record || !onPage) return { rows: [] }
  const { posts, statuses, firstAt } = onPage
  const rows = [
    ...posts.map((post) => row(post.at, `Status page, ${post.status}: ${post.name}`)),
    ...changes(record, statuses).map((change) =>
      row(change.from, `Status page: ${change.name}, ${statusText(change.claim)}`),
    ),
  ]
  return { rows: rows.toSorted((a, b) => a.at - b.at).slice(0, ROWS), page: defined({ firstAt }) }
}

/** The spans that begin with a change of status. The first span of a component begins with the record, not with a change. */
function changes(record: WitnessRecord, spans: WitnessRecord['components']): WitnessRecord['components'] {
  return spans.filter((span) =>
    record.components.some((other) => other.component === span.component && other.to === span.from),
  )
}

function row(at: number, text: string): Timeline[number] {
  return { at, kind: 'page', text: oneLine(text, LONGEST_LINE) }
}

function statusText(status: string): string {
  return status.replaceAll('_', ' ')
}
