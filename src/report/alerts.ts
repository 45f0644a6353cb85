import type { AlertView } from '../../dashboards/model/model.ts'
import type { AlertRecord, Delivery } from '../core/index.ts'
import { clean } from './clean.ts'

/** An alert and where each copy of it got to. */
export function alertView(alert: AlertRecord): AlertView {
  return {
    at: alert.at,
    kind: alert.kind,
    target: alert.target,
    headline: clean(alert.headline),
    deliveries: alert.deliveries.map(deliveryView),
  }
}

function deliveryView(delivery: Delivery): AlertView['deliveries'][number] {
  const { state, attempts, sentAt, dueAt, lastError } = delivery
  return {
    channel: clean(delivery.channel, 40),
    ...{ state, attempts, dueAt },
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(lastError === undefined ? {} : { error: clean(lastError, 160) }),
  }
}
