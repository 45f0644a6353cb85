import { type Alert, type Log, SECOND, SILENT, type SystemClock, streamOf, type Target } from '../../core/index.ts'
import { escalationKey, type Routing } from '../../notify/index.ts'
import type { Store } from '../../store/index.ts'
import { createAlertAges } from '../upkeep/alert-ages.ts'
import { escalate } from '../upkeep/escalations.ts'
import type { AlertDeps } from '../worker/plan-alerts.ts'

/** Notifies the next channels of a route where an alert of the drill was not acknowledged. */
export interface DrillEscalations {
  /** Escalates what is due now. @returns the planned alerts */
  look(): Promise<readonly Alert[]>
  /** When the next one is due before `at` (epoch ms of the drill's clock); undefined where none is. */
  dueBefore(at: number): Promise<number | undefined>
  /** Whether an open incident waits for an acknowledgement. */
  isWaiting(): Promise<boolean>
}

/** Ages are measured by another clock than the one that is put forward: they differ by some milliseconds. */
const MARGIN_MS = SECOND
/** Alerts of a drill that are read: more than any drill has. */
const MOST_ALERTS = 1_000

/** Without a route that escalates they do nothing. */
export function openDrillEscalations(from: {
  readonly store: Store
  readonly routing: Routing
  readonly targets: readonly Target[]
  readonly clock: SystemClock
  readonly alerts: Pick<AlertDeps, 'advise' | 'statusPage' | 'timezone' | 'runbooks'>
  readonly log: Pick<Log, 'error'>
}): DrillEscalations {
  const { store, routing, targets, clock, alerts } = from
  const { timezone, runbooks } = alerts
  const ages = createAlertAges(clock)
  const isUsed = routing.routes.some(({ ifNotAcked }) => ifNotAcked)
  return {
    async look() {
      if (!isUsed) return []
      return escalate({
        ...{ ...alerts, store, routing, targets, ages, now: clock.now(), isDrill: true, dashboardUrl: undefined },
        ...{ config: { timezone, runbooks, maintenance: [] }, log: { ...SILENT, ...from.log } },
      })
    },
    async dueBefore(at) {
      if (!isUsed) return undefined
      const planned = await store.alerts({ limit: MOST_ALERTS })
      const keys = new Set(planned.map(({ key }) => key))
      const times = planned.flatMap((alert) => {
        const escalation = alert.routing?.escalation
        return escalation && !keys.has(escalationKey(streamOf(alert), escalation.to))
          ? [escalation.dueAt + MARGIN_MS]
          : []
      })
      const next = Math.min(...times.filter((time) => time > clock.now() && time < at))
      return Number.isFinite(next) ? next : undefined
    },
    async isWaiting() {
      const incidents = await store.incidents({ from: clock.now(), to: Number.MAX_SAFE_INTEGER })
      return incidents.some(({ resolvedAt, acknowledgement }) => resolvedAt === undefined && !acknowledgement)
    },
  }
}
