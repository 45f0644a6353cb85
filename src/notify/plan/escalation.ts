import {
  type Alert,
  type AlertRecord,
  formatDuration,
  type IncidentRecord,
  isEnd,
  listOf,
  type Recipient,
} from '../../core/index.ts'
import { sentence } from '../text/words.ts'
import { closingLines } from './closing-lines.ts'
import { compose } from './compose.ts'
import { scopeLine, sinceLine, situation } from './incident-words.ts'
import type { Scene } from './scene.ts'

/** An escalation whose time has come. */
export interface DueEscalation {
  /** Of the alert that escalates: one per incident and channels. */
  readonly key: string
  /** Names of channels. */
  readonly to: readonly string[]
  /** The alert without an acknowledgement. */
  readonly alert: Alert
  /** How long it waited for an acknowledgement, ms; a hold does not count. */
  readonly waitedMs: number
}

/**
 * The escalations of an incident that are due and not sent. Those of before its last end do not count: an incident that
 * opens again is routed like a new one. Pure.
 * @param alerts all of the incident, in the order they were planned
 * @param ageOf how long ago an alert was planned, ms
 */
export function dueEscalations(
  incident: string,
  alerts: readonly Alert[],
  ageOf: (alert: Alert) => number,
): readonly DueEscalation[] {
  const keys = new Set(alerts.map(({ key }) => key))
  const due = new Map<string, DueEscalation>()
  for (const alert of alerts.slice(alerts.findLastIndex(isEnd) + 1)) {
    const escalation = alert.routing?.escalation
    if (!escalation || ageOf(alert) < escalation.dueAt - alert.at) continue
    const key = escalationKey(incident, escalation.to)
    if (keys.has(key) || due.has(key)) continue
    due.set(key, { key, to: escalation.to, alert, waitedMs: escalation.afterMs })
  }
  return [...due.values()]
}

/** The key of the alert that escalates an incident to these channels. */
export function escalationKey(incident: string, to: readonly string[]): string {
  return `${incident}:escalated:${to.join('+')}`
}

/** The configured channels that an escalation goes to, without those that took over from one that failed: they have it. */
export function escalationChannels(
  { to }: Pick<DueEscalation, 'to'>,
  recipients: readonly Recipient[],
  configured: readonly { readonly name: string }[],
): readonly string[] {
  const tookOver = recipients.filter(({ takeover }) => takeover?.length === 0).map(({ channel }) => channel)
  return to.filter((name) => configured.some((channel) => channel.name === name) && !tookOver.includes(name))
}

/** The channels of an incident: those that have an alert of it, and those that are still to get one. */
interface NotifiedChannels {
  readonly delivered: readonly string[]
  readonly waiting: readonly string[]
}

/** How far the channels of an incident got. @param alerts all of the incident, with their deliveries */
export function notifiedChannels(
  alerts: readonly Pick<AlertRecord, 'deliveries'>[],
  recipients: readonly Pick<Recipient, 'channel'>[],
): NotifiedChannels {
  const sent = new Set(
    alerts.flatMap(({ deliveries }) =>
      deliveries.filter(({ state }) => state === 'sent').map(({ channel }) => channel),
    ),
  )
  const names = recipients.map(({ channel }) => channel)
  return { delivered: names.filter((name) => sent.has(name)), waiting: names.filter((name) => !sent.has(name)) }
}

/** The alert to the next channels of a route, where an incident was not acknowledged in time. */
export function escalationAlert(
  { key, waitedMs }: DueEscalation,
  scene: Scene,
  incident: IncidentRecord,
  { delivered, waiting }: NotifiedChannels,
): Alert {
  const lines = [
    [
      sentence(`Nobody acknowledged it within ${formatDuration(waitedMs)}`),
      ...(delivered.length > 0 ? [`Notified so far: ${listOf(delivered)}.`] : []),
      ...(waiting.length > 0 ? [`Not delivered yet: ${listOf(waiting)}.`] : []),
    ].join(' '),
    sinceLine(incident, scene.now),
    scopeLine(incident),
    ...closingLines(scene, incident),
  ]
  return compose({ kind: 'reminder', key, headline: situation(scene, incident, 'still'), lines, incident }, scene)
}
