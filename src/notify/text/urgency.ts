import type { Alert } from '../../core/index.ts'
import { worstState } from './headline.ts'

/** How urgent a message is, in the words of PagerDuty and syslog. */
export type Urgency = 'critical' | 'error' | 'warning' | 'info'

/** `critical` where a surface is down, `error` where one is degraded, `warning` for the monitor's own trouble, else `info`. */
export function urgencyOf(message: Alert): Urgency {
  if (message.kind === 'resolved' || message.kind === 'cleared') return 'info'
  if (message.kind === 'notice') return 'warning'
  return worstState(message.surfaces) === 'down' ? 'critical' : 'error'
}
