import type { Alert } from '../../core/index.ts'
import { incidentAlerts } from './plan-incident.ts'
import { noticeAlert } from './plan-notice.ts'
import type { PlanInput } from './scene.ts'
import { isSilenced } from './silenced.ts'

/**
 * The alerts of a verdict. Pure: the same input gives the same alerts with the same keys.
 * One alert when an incident opens, one per change of its scope, one when it is over; notices go to those who run the monitor.
 * Nothing is planned about silenced surfaces; the end of an incident is alerted where its opening was.
 */
export function planAlerts(input: PlanInput): readonly Alert[] {
  const scene = { ...input, surfaces: input.surfaces.filter((surface) => surface.target === input.target.name) }
  const notices = input.verdict.notices.filter(({ surface }) => !isSilenced(input, surface))
  return [...incidentAlerts(scene), ...notices.map((notice) => noticeAlert(notice, scene))]
}
