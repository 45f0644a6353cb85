import {
  clockTime,
  DAY,
  formatDuration,
  type History,
  type IncidentRecord,
  MonitorError,
  nearest,
} from '../../core/index.ts'
import { costJson, type OutageCost } from '../../costs/index.ts'

/** The incidents that are open at `now` (epoch ms), newest first. */
export async function openIncidents(
  store: Pick<History, 'incidents'>,
  now: number,
): Promise<readonly IncidentRecord[]> {
  // After the clock was set back, an open incident may have begun after now.
  const incidents = await store.incidents({ from: now, to: Number.MAX_SAFE_INTEGER })
  return incidents.filter(({ resolvedAt }) => resolvedAt === undefined)
}

/** "acknowledged by Ana at 14:02:10 UTC+1: calling the provider"; "not acknowledged" */
export function acknowledgementWords(
  { acknowledgement }: Pick<IncidentRecord, 'acknowledgement'>,
  timezone: string,
): string {
  if (!acknowledgement) return 'not acknowledged'
  const { by, at, reason } = acknowledgement
  return `acknowledged by ${by} at ${clockTime(at, timezone)}${reason === undefined ? '' : `: ${reason}`}`
}

/** One line on an open incident that is acknowledged. */
export function acknowledgedText(incident: IncidentRecord, now: number, timezone: string): string {
  const lasted = formatDuration(Math.max(0, now - incident.impactAt))
  return `Incident ${incident.name}, for ${lasted}: ${acknowledgementWords(incident, timezone)}\n`
}

/** An incident as `status --json`, `ack --json` and `incident --json` print it. */
export function incidentJson(incident: IncidentRecord, cost?: OutageCost) {
  const { name, target, openedAt, impactAt, scope, surfaces, acknowledgement } = incident
  const iso = (at: number) => new Date(at).toISOString()
  return {
    ...{ name, target, scope, openedAt: iso(openedAt), impactAt: iso(impactAt) },
    surfaces: surfaces.map(({ surface, state }) => ({ surface, state })),
    acknowledgement: acknowledgement ? { ...acknowledgement, at: iso(acknowledgement.at) } : null,
    ...(cost ? { cost: costJson(cost) } : {}),
  }
}

/** Names of incidents that a wrong one is compared with. */
const NAMES_SINCE_MS = 400 * DAY

/** The error for a name that no incident has. */
export async function incidentUnknown(store: Pick<History, 'incidents'>, name: string): Promise<MonitorError> {
  const now = Date.now()
  const incidents = await store.incidents({ from: now - NAMES_SINCE_MS, to: Number.MAX_SAFE_INTEGER })
  const names = incidents.map((incident) => incident.name)
  const suggestion = nearest(name, names)
  return new MonitorError('unknown_name', `there is no incident "${name}"`, {
    hint: suggestion
      ? `Did you mean "${suggestion}"?`
      : `The newest: ${names.slice(0, 3).join(', ') || 'none'}. All: doorwatch incident list --since 1y`,
  })
}
