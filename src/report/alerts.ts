import type { AlertView } from '../../dashboards/model/model.ts'
import { type AlertRecord, type Delivery, defined, oneLine, whyUndelivered } from '../core/index.ts'
import { LONGEST_LINE } from './failure-view.ts'

/** An alert and the state of each of its deliveries. */
export function alertView(alert: AlertRecord): AlertView {
  return {
    at: alert.at,
    kind: alert.kind,
    target: alert.target,
    headline: oneLine(alert.headline, LONGEST_LINE),
    deliveries: alert.deliveries.map(deliveryView),
    ...defined({ undelivered: alert.deliveries.length === 0 ? whyUndelivered(alert) : undefined }),
  }
}

function deliveryView(delivery: Delivery): AlertView['deliveries'][number] {
  const { state, attempts, sentAt, dueAt, holdUntil, lastError } = delivery
  return {
    channel: oneLine(delivery.channel, 40),
    ...{ state, attempts, dueAt },
    ...defined({
      sentAt,
      heldUntil: state === 'pending' ? holdUntil : undefined,
      error: lastError === undefined ? undefined : oneLine(lastError, 160),
    }),
  }
}
