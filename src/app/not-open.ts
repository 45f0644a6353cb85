import { type IncidentRecord, MonitorError, nearest, timeAndDay } from '../core/index.ts'

/**
 * The error of a command that needs an open incident.
 * @param incident the one of this name, which is over; undefined where there is none
 * @param open the names of the open incidents
 */
export function notOpenError(
  name: string,
  incident: Pick<IncidentRecord, 'resolvedAt'> | undefined,
  { open, timezone }: { readonly open: readonly string[]; readonly timezone: string },
): MonitorError {
  const list = `Open incidents: ${open.join(', ') || 'none'}.`
  if (incident) {
    const at = timeAndDay(incident.resolvedAt ?? 0, timezone)
    return new MonitorError('usage', `${name} is not open: it ended at ${at}`, { hint: list })
  }
  const suggestion = nearest(name, open)
  return new MonitorError('unknown_name', `there is no open incident "${name}"`, {
    hint: suggestion ? `Did you mean "${suggestion}"?` : list,
  })
}
