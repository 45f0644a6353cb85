import type { Alert, AlertKind, IncidentRecord, TimelineEntry } from '../../core/index.ts'
import { incidentAlerts } from './plan-incident.ts'
import { planReminder } from './reminder.ts'
import type { Scene } from './scene.ts'

/** The kinds of alerts that an incident can have. */
export const INCIDENT_KINDS = ['opened', 'changed', 'reminder', 'resolved'] as const satisfies readonly AlertKind[]
export type IncidentKind = (typeof INCIDENT_KINDS)[number]

/**
 * The alert that an incident would have now, as a preview of one that was never planned; undefined where the incident can
 * have none: no surface is broken any more, or nothing changed.
 */
export function previewAlert(scene: Scene, incident: IncidentRecord, kind: IncidentKind): Alert | undefined {
  if (kind === 'reminder') {
    return planReminder({ ...scene, incident, lastAlertAt: incident.openedAt, reminderEveryMs: 1 })
  }
  const entries = entriesOf(incident, kind, scene.now)
  const ended = kind === 'resolved' ? { ...incident, resolvedAt: incident.resolvedAt ?? scene.now } : incident
  const verdict = { transitions: [], notices: [], incident: { incident: ended, entries } }
  return incidentAlerts({ ...scene, verdict, incident: ended }).find((alert) => alert.kind === kind)
}

function entriesOf(incident: IncidentRecord, kind: IncidentKind, now: number): readonly TimelineEntry[] {
  if (kind === 'changed') {
    const last = incident.timeline.findLast((entry) => entry.kind !== 'opened' && entry.kind !== 'resolved')
    return last ? [last] : []
  }
  return [{ at: now, kind, text: '' }] as readonly TimelineEntry[]
}
