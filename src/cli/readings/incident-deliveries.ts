import type { AlertRecord, Delivery, History } from '../../core/index.ts'
import { deliveryJson, deliveryWords } from './alert-lines.ts'

/** Alerts of an incident that are looked through. */
const MOST_ALERTS = 500

/** The newest alert that a channel has of an incident, or is to get. */
interface ChannelNews {
  readonly alert: AlertRecord
  readonly delivery: Delivery
}

/** Of each channel, in the order of their names, the newest alert of an incident. */
export async function channelNews(store: Pick<History, 'alerts'>, incident: string): Promise<readonly ChannelNews[]> {
  const alerts = await store.alerts({ stream: incident, limit: MOST_ALERTS })
  const newest = new Map<string, ChannelNews>()
  for (const alert of alerts) {
    for (const delivery of alert.deliveries) {
      if (!newest.has(delivery.channel)) newest.set(delivery.channel, { alert, delivery })
    }
  }
  return [...newest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, news]) => news)
}

/** "Channel slack: opened visible at 21:05:12 UTC on Mon 23 Nov 2026, id 1187." */
export function channelNewsText(
  { alert, delivery }: ChannelNews,
  options: { readonly now: number; readonly time: (at: number) => string },
): string {
  const words = deliveryWords(delivery, options)
  return `Channel ${delivery.channel}: ${alert.kind} ${words}${words.endsWith('.') ? '' : '.'}`
}

/** As JSON: times are ISO 8601. */
export function channelNewsJson({ alert, delivery }: ChannelNews) {
  return { alert: alert.key, kind: alert.kind, ...deliveryJson(delivery) }
}
