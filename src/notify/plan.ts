import type { Alert } from '../core/index.ts'
import { incidentAlerts } from './plan-incident.ts'
import { noticeAlert } from './plan-notice.ts'
import type { PlanInput } from './scene.ts'

/**
 * What to tell people about a verdict. Pure: the same input gives the same alerts with the same keys.
 * One alert when an incident opens, one per change of its scope, one when it is over; notices go to those who run the monitor.
 */
export function planAlerts(input: PlanInput): readonly Alert[] {
  if (input.muted) return []
  const scene = { ...input, surfaces: input.surfaces.filter((one) => one.target === input.target.name) }
  return [...incidentAlerts(scene), ...input.verdict.notices.map((notice) => noticeAlert(notice, scene))]
}
