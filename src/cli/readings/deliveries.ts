import { type AlertRecord, clockTime, DAY } from '../../core/index.ts'

/** Only deliveries of the last day, ms, and of the newest alerts are reported. */
const RECENT_MS = DAY
const MOST_ALERTS = 100

/** An alert that a channel did not deliver in full. */
interface FailedDelivery {
  readonly channel: string
  /** `partly`: some recipients refused it, the others received it. `failed`: given up, or still retried. */
  readonly outcome: 'partly' | 'failed'
  readonly alertAt: number
  readonly error: string
}

/** The newest failed delivery of each channel in the last day; none of a channel that has delivered in full since. */
export async function readFailedDeliveries(
  store: { alerts(query: { from: number; limit: number }): Promise<readonly AlertRecord[]> },
  now: number,
): Promise<readonly FailedDelivery[]> {
  const alerts = await store.alerts({ from: now - RECENT_MS, limit: MOST_ALERTS })
  const newest = new Map<string, FailedDelivery | undefined>()
  for (const { at, deliveries } of alerts) {
    for (const { channel, state, lastError } of deliveries) {
      if (newest.has(channel) || (state !== 'sent' && lastError === undefined)) continue
      const outcome = state === 'sent' ? 'partly' : 'failed'
      newest.set(channel, lastError === undefined ? undefined : { channel, outcome, alertAt: at, error: lastError })
    }
  }
  return [...newest.values()].filter((delivery) => delivery !== undefined)
}

export function failedDeliveryText({ channel, outcome, alertAt, error }: FailedDelivery, timezone: string): string {
  const what = outcome === 'partly' ? 'was partly delivered' : 'was not delivered'
  return `Alert of ${clockTime(alertAt, timezone)} ${what} through ${channel}: ${error}\n`
}

export function failedDeliveryJson({ alertAt, ...rest }: FailedDelivery) {
  return { ...rest, alertAt: new Date(alertAt).toISOString() }
}
