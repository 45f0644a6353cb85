import {
  type Alert,
  defined,
  isEnd,
  isOngoing,
  listOf,
  type PlannedAlert,
  practisedKind,
  type Recipient,
} from '../../core/index.ts'
import type { Silenced } from '../plan/scene.ts'
import { decideRoute, type RouteDecision, type Routing } from './route.ts'
import { type AnnouncedStates, type RouteSubject, subjectOf, withAnnounced, worseThan } from './subject.ts'

/** What decides where an alert goes, besides the alert. */
interface DeliveryContext {
  readonly routing: Routing
  /** The channels of its stream, see `Recipient`. */
  readonly recipients: readonly Recipient[]
  /** The worst state announced so far of each surface of its incident. */
  readonly announced: AnnouncedStates
  readonly silenced?: Silenced
  /** Epoch ms. */
  readonly now: number
}

/** An alert with its channels, and the recipients of its stream that are no longer configured: they do not get the end. */
interface DeliveryPlan {
  readonly planned: PlannedAlert
  readonly removed: readonly string[]
}

/** One channel of an alert. */
interface Delivery {
  readonly channel: string
  readonly holdUntil?: number | undefined
  readonly takeover?: readonly string[] | undefined
}

/**
 * Where an alert goes. An opening goes where its route says. What follows goes to the channels that have the opening, and
 * what got worse also where its own route says. The end goes to the channels that have something of the incident, whatever routes say now. Pure.
 */
export function planDeliveries(alert: Alert, context: DeliveryContext): DeliveryPlan {
  const { recipients, routing } = context
  const subject = subjectOf(alert, context.silenced)
  if (recipients.length > 0 && isEnd(alert)) return end(alert, context)
  if (recipients.length === 0 || !isUpdate(alert)) return planned(alert, opening(subject, context), context)
  if (routing.routes.length === 0) return planned(alert, unrouted(context), context)
  return planned(alert, update(alert, subject, context), context)
}

function isUpdate(alert: Alert): boolean {
  return isOngoing(alert) && practisedKind(alert) !== 'opened'
}

/** Deliveries, and the route that an alert newly takes. */
interface Destination {
  readonly deliveries: readonly Delivery[]
  readonly decision?: RouteDecision | undefined
}

function opening(subject: RouteSubject, { routing, now }: DeliveryContext): Destination {
  const decision = decideRoute(subject, routing, now)
  return { deliveries: decision.to.map((channel) => deliveryBy(decision, channel)), decision }
}

/** Without routes an update goes to every channel that always gets alerts, and to all that have the opening. */
function unrouted({ routing, recipients, now }: DeliveryContext): Destination {
  const { to } = decideRoute({ kind: 'changed', target: '', surfaces: [] }, routing, now)
  const channels = new Set([...to, ...recipients.map(({ channel }) => channel)])
  return { deliveries: [...channels].map((channel) => ({ channel })) }
}

function update(alert: Alert, subject: RouteSubject, context: DeliveryContext): Destination {
  const { routing, recipients, announced, now } = context
  const worse = worseThan(announced, subject)
  const added = worse.surfaces.length > 0 ? decideRoute(worse, routing, now) : undefined
  const usual = decideRoute(subject, routing, now)
  const deliveries = configured(context).flatMap((recipient): readonly Delivery[] => {
    const { channel } = recipient
    if (added?.to.includes(channel)) return [deliveryBy(added, channel)]
    const routed = usual.to.includes(channel)
    const holdUntil = routed ? usual.holdUntil : recipient.heldUntil
    if (practisedKind(alert) === 'reminder' && holdUntil !== undefined) return []
    return [{ channel, holdUntil, takeover: recipient.takeover }]
  })
  const names = recipients.map(({ channel }) => channel)
  const more = (added?.to ?? []).filter((channel) => !names.includes(channel))
  return {
    deliveries: [...deliveries, ...more.map((channel) => deliveryBy(added as RouteDecision, channel))],
    decision: added,
  }
}

/** Where the opening is held, the end joins it. Nobody is escalated to with an end. */
function end(alert: Alert, context: DeliveryContext): DeliveryPlan {
  const { recipients, routing, now } = context
  const reachable = configured(context)
  const removed = recipients.filter((recipient) => !reachable.includes(recipient)).map(({ channel }) => channel)
  // Without any channel it waits for one.
  if (routing.channels.length === 0) {
    return planned(alert, { deliveries: recipients.map(({ channel }) => ({ channel })) }, context)
  }
  const deliveries =
    reachable.length > 0
      ? reachable.map(({ channel, heldUntil }) => ({ channel, holdUntil: heldUntil }))
      : decideRoute(subjectOf(alert), routing, now).to.map((channel) => ({ channel }))
  if (removed.length === 0) return planned(alert, { deliveries }, context)
  const line = `Not notified: ${listOf(removed)}, which got the opening and ${removed.length === 1 ? 'is' : 'are'} no longer configured.`
  return { ...planned({ ...alert, lines: [...alert.lines, line] }, { deliveries }, context), removed }
}

function configured({ recipients, routing }: DeliveryContext): readonly Recipient[] {
  return recipients.filter(({ channel }) => routing.channels.some(({ name }) => name === channel))
}

function deliveryBy({ holdUntil, escalation }: RouteDecision, channel: string): Delivery {
  return { channel, holdUntil, takeover: escalation?.to.filter((name) => name !== channel) }
}

function planned(alert: Alert, { deliveries, decision }: Destination, context: DeliveryContext): DeliveryPlan {
  const { routing, recipients, announced } = context
  // An incident that opens again after its end is routed like a new one.
  const states = isEnd(alert) ? {} : withAnnounced(announced, subjectOf(alert, context.silenced))
  const routed =
    routing.routes.length === 0
      ? {}
      : { routing: { announced: states, ...defined({ escalation: decision?.escalation }) } }
  const moved = recipients.filter(({ channel, address, heldUntil }) => {
    const current = routing.channels.find(({ name }) => name === channel)?.address
    return heldUntil === undefined && address !== undefined && current !== undefined && address !== current
  })
  const resend = moved
    .map(({ channel }) => channel)
    .filter((name) => deliveries.some(({ channel }) => channel === name))
  const holds = entries(deliveries, ({ holdUntil }) => holdUntil)
  const takeover = entries(deliveries, (delivery) => (delivery.takeover?.length ? delivery.takeover : undefined))
  return {
    planned: {
      alert: { ...alert, ...routed },
      channels: deliveries.map(({ channel }) => channel),
      ...defined({ holds, takeover, resend: resend.length > 0 ? resend : undefined }),
    },
    removed: [],
  }
}

/** By channel; undefined where no channel has a value. */
function entries<T>(
  deliveries: readonly Delivery[],
  of: (delivery: Delivery) => T | undefined,
): Readonly<Record<string, T>> | undefined {
  const pairs = deliveries.flatMap((delivery): readonly [string, T][] => {
    const value = of(delivery)
    return value === undefined ? [] : [[delivery.channel, value]]
  })
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs)
}
