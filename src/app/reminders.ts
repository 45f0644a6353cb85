import type { Config } from '../config/index.ts'
import type { Alert, Log, Target } from '../core/index.ts'
import { planReminder, routeAlert } from '../notify/index.ts'
import type { Store } from '../store/index.ts'

/** Alerts looked through for the last word on an incident; more than any incident gets in a day. */
const ALERTS_READ = 200

/** Reminds of incidents that last. A reminder has its key from the incident and its number, so none is sent twice. */
export async function remind(from: {
  readonly store: Store
  readonly config: Config
  readonly targets: readonly Target[]
  readonly dashboardUrl: string
  readonly log: Log
  readonly now: number
}): Promise<void> {
  const { store, config, now } = from
  const open = (await store.incidents({ from: now, to: now + 1 })).filter(({ resolvedAt }) => resolvedAt === undefined)
  if (open.length === 0) return
  const [surfaces, alerts] = await Promise.all([store.surfaces(), store.alerts({ limit: ALERTS_READ })])
  for (const incident of open) {
    const told = alerts.find((alert) => alert.incident?.name === incident.name)
    const alert: Alert | undefined = planReminder({
      target: {
        name: incident.target,
        title: from.targets.find(({ name }) => name === incident.target)?.title ?? incident.target,
      },
      surfaces,
      now,
      links: { dashboardUrl: from.dashboardUrl },
      incident,
      reminderEveryMs: config.reminderEveryMs,
      ...(told ? { lastAlertAt: told.at } : {}),
    })
    if (!alert) continue
    await store.transaction((tx) => tx.saveAlerts([{ alert, channels: routeAlert(alert, config.channels) }], now))
    from.log.info('reminded', { incident: incident.name })
  }
}
