import type { IncidentPageModel } from '../../../dashboards/model/incident-page.ts'

/** Rows of the timeline that the provider may see. */
const SHOWN: readonly IncidentPageModel['timeline'][number]['kind'][] = ['run', 'state', 'page']

/**
 * The incident as its provider may see it: runs, states and the posts of its own status page. Without people, notes, alerts,
 * channels, costs and the reason for which it was closed.
 */
export function forVendor(model: IncidentPageModel): IncidentPageModel {
  const { owner: _, ...rest } = model
  const { acknowledgement: __, closed: ___, cost: ____, ...incident } = model.incident
  return {
    ...rest,
    incident: {
      ...incident,
      timeline: incident.timeline.filter(({ kind }) => kind !== 'acknowledged').map(withoutReason),
    },
    timeline: model.timeline.filter(({ kind }) => SHOWN.includes(kind)).map(withoutReason),
  }
}

/** The row of a closed incident says only that it was closed. */
function withoutReason<Row extends { readonly kind: string; readonly text: string }>(row: Row): Row {
  const isClosing = row.kind !== 'page' && /^closed\b/.test(row.text)
  return isClosing ? { ...row, text: 'closed before its surfaces recovered' } : row
}
