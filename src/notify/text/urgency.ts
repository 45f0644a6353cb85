import { type Alert, isBroken, isEnd, practisedKind, worstState } from '../../core/index.ts'

/** How urgent a message is, in the words of PagerDuty and syslog. */
export type Urgency = 'critical' | 'error' | 'warning' | 'info'

/**
 * `critical` where a surface is down, `error` where one is degraded, `warning` for what is ours to repair, else `info`. A
 * drill is as urgent as the alert it practises.
 */
export function urgencyOf(message: Alert): Urgency {
  const kind = practisedKind(message)
  const worst = worstState(message.surfaces.map(({ state }) => state))
  // Good news looks green: not while a surface is broken.
  if (isEnd(message) || kind === 'proof' || kind === 'test') return isBroken(worst) ? 'warning' : 'info'
  if (kind === 'notice' || kind === 'trouble') return 'warning'
  return worst === 'down' ? 'critical' : 'error'
}
