import { type Alert, DRILL_PREFIX, oneLine, practisedKind } from '../../core/index.ts'

/** The alert of a drill: the same message, which says DRILL first and whose key never meets that of a real incident. */
export function drillAlert(alert: Alert): Alert {
  if (alert.kind === 'drill') return alert
  return {
    ...alert,
    kind: 'drill',
    drillOf: practisedKind(alert),
    key: `${DRILL_PREFIX}${alert.key}`,
    headline: oneLine(`DRILL: ${alert.headline}`, 300),
    lines: ['This is a drill: nothing of it is real. Its times are of the scenario, not of today.', ...alert.lines],
  }
}
