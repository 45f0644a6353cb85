import { type Alert, type PlannedAlert, type Recipient, streamOf } from '../../core/index.ts'
import type { Silenced } from '../plan/scene.ts'
import { planDeliveries } from './plan-deliveries.ts'
import type { Routing } from './route.ts'

/** The transaction in which alerts are planned, as far as routing needs it. */
export interface AlertTx {
  recipients(stream: string, now: number): Promise<readonly Recipient[]>
  alertsOf(stream: string): Promise<readonly Alert[]>
  saveAlerts(alerts: readonly PlannedAlert[], now: number): Promise<void>
}

/**
 * Stores alerts with their deliveries, each where its route and the earlier alerts of its stream say.
 * @returns the channels that do not get an end, because they are no longer configured
 */
export async function saveRouted(
  tx: AlertTx,
  alerts: readonly Alert[],
  {
    routing,
    silenced,
    now,
  }: { readonly routing: Routing; readonly silenced?: Silenced | undefined; readonly now: number },
): Promise<{ readonly removed: readonly string[] }> {
  const removed: string[] = []
  for (const alert of alerts) {
    const stream = streamOf(alert)
    const recipients = await tx.recipients(stream, now)
    const earlier = routing.routes.length === 0 ? [] : await tx.alertsOf(stream)
    const announced = earlier.findLast((alert) => alert.routing)?.routing?.announced ?? {}
    const context = { routing, recipients, announced, now, ...(silenced ? { silenced } : {}) }
    const plan = planDeliveries(alert, context)
    await tx.saveAlerts([plan.planned], now)
    removed.push(...plan.removed)
  }
  return { removed }
}
