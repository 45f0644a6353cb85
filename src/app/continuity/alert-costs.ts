import type { Alert, Cost, IncidentRecord, Log, OutageHistory } from '../../core/index.ts'
import { isStorageError, messageOf } from '../../core/index.ts'
import { priceOutage, readOutages } from '../../costs/index.ts'

/**
 * Alerts on an incident, with what it has cost until `now` (epoch ms) where they say who is affected. A plan that cannot be
 * read is logged: it must not cost the alert.
 */
export async function withCosts(
  history: OutageHistory,
  alerts: readonly Alert[],
  incident: IncidentRecord | undefined,
  { now, log }: { readonly now: number; readonly log: Pick<Log, 'warn'> },
): Promise<readonly Alert[]> {
  if (!incident || !alerts.some(({ impact }) => impact)) return alerts
  const cost = await costOf(history, incident, now).catch((error: unknown) => {
    if (isStorageError(error)) throw error
    log.warn('the cost of an incident cannot be computed', { incident: incident.name, error: messageOf(error) })
    return undefined
  })
  if (!cost) return alerts
  return alerts.map((alert) => (alert.impact ? { ...alert, impact: { ...alert.impact, cost } } : alert))
}

async function costOf(
  history: OutageHistory,
  incident: IncidentRecord,
  now: number,
): Promise<readonly Cost[] | undefined> {
  const [outage] = await readOutages(history, [incident], now)
  return (
    outage &&
    priceOutage(outage).totals.map(({ currency, cost, withoutPlan, promised }) => ({
      ...{ currency, amount: cents(cost) },
      ...(cents(withoutPlan) > cents(cost) ? { withoutPlan: cents(withoutPlan) } : {}),
      ...(cents(promised) > 0 ? { promised: cents(promised) } : {}),
    }))
  )
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100
}
