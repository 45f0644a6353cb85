import type { AlertImpact } from './alert-cost.ts'
import type { Incident, Notice, SurfaceStatus, TimelineEntry } from './incident.ts'
import type { RoutedState } from './words.ts'

/**
 * `opened`, `changed`, `reminder`, `resolved`: an incident. `notice`: a probe, key, limit or budget of the monitor needs repair.
 * `trouble`: the monitor's own network, disk, memory or processes fail. `cleared`: the end of either. `proof`: nothing was
 * wrong for a week. `drill`: an alert of an exercise, see `drillOf`. `test`: a test of a channel.
 */
export const ALERT_KINDS = [
  'opened',
  'changed',
  'reminder',
  'resolved',
  'notice',
  'cleared',
  'trouble',
  'proof',
  'drill',
  'test',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/** A web address and what to call it. */
export interface AlertLink {
  readonly text: string
  readonly url: string
}

/** What the people of one workflow do now. */
export interface AlertAction {
  readonly workflow: string
  /** "Switch to openai/cli: doorwatch use review" */
  readonly text: string
  readonly link?: AlertLink
}

/** An alert, with everything a channel needs to write its message. Texts are plain and not escaped. */
export interface Alert {
  /** Dedup key: the same in every attempt, in every channel and after a restart. */
  readonly key: string
  readonly kind: AlertKind
  readonly target: string
  readonly at: number
  /** The zone in which channels show times (IANA). Absent in alerts of earlier releases, whose times are shown in UTC. */
  readonly timezone?: string
  /** "login is DOWN (HTTP 500 at 'submit credentials'), API is up" */
  readonly headline: string
  /** Sentences under the headline, in order of importance. Times in them and in the headline are in UTC: see `timesIn`. */
  readonly lines: readonly string[]
  /** All surfaces of the target at this moment. */
  readonly surfaces: readonly SurfaceStatus[]
  readonly incident?: Incident
  readonly timeline?: readonly TimelineEntry[]
  readonly notice?: Notice
  /** Of kind `drill`: the kind of the alert that is practised. */
  readonly drillOf?: Exclude<AlertKind, 'drill'>
  readonly impact?: AlertImpact
  readonly actions?: readonly AlertAction[]
  /** The instructions for the surface that broke; also among `links`. */
  readonly runbook?: AlertLink
  /** What the routing of later alerts of its stream needs. Absent without routes. */
  readonly routing?: AlertRouting
  readonly links: readonly AlertLink[]
}

/** The channels that are notified when an incident is not acknowledged in time. */
export interface Escalation {
  /** Epoch ms. */
  readonly dueAt: number
  /** The time for an acknowledgement, ms; it begins when a hold ends. */
  readonly afterMs: number
  /** Names of channels. */
  readonly to: readonly string[]
}

interface AlertRouting {
  /** The worst state that was announced of each surface so far, this alert included. */
  readonly announced: Readonly<Record<string, RoutedState>>
  readonly escalation?: Escalation
}

/** The stream of an alert: its incident or notice. A channel gets the alerts of one stream in the order they were planned. */
export function streamOf({ incident, notice, key, kind }: Pick<Alert, 'incident' | 'notice' | 'key' | 'kind'>): string {
  const stream = incident?.name ?? notice?.key
  if (stream === undefined) return key
  return kind === 'drill' ? `${DRILL_PREFIX}${stream}` : stream
}

/** Prefix of the keys and streams of drills, so that they never collide with those of a real incident. */
export const DRILL_PREFIX = 'drill:'

/** The kind of an alert; of a drill, the kind that it practises. */
export function practisedKind({
  kind,
  drillOf = 'test',
}: Pick<Alert, 'kind' | 'drillOf'>): Exclude<AlertKind, 'drill'> {
  return kind === 'drill' ? drillOf : kind
}

/** Whether an alert ends its stream. */
export function isEnd(alert: Pick<Alert, 'kind' | 'drillOf'>): boolean {
  const kind = practisedKind(alert)
  return kind === 'resolved' || kind === 'cleared'
}

/** Whether an alert says that its incident goes on. */
export function isOngoing(alert: Pick<Alert, 'kind' | 'drillOf'>): boolean {
  const kind = practisedKind(alert)
  return kind === 'opened' || kind === 'changed' || kind === 'reminder'
}

/** Whether an alert opens its stream: an incident, a notice, or trouble of the monitor. */
export function isOpening(alert: Pick<Alert, 'kind' | 'drillOf'>): boolean {
  const kind = practisedKind(alert)
  return kind === 'opened' || kind === 'notice' || kind === 'trouble'
}

/** Whether an alert is news of an open incident, which may wait to be folded with what comes next. */
export function isUpdate(alert: Pick<Alert, 'kind' | 'drillOf'>): boolean {
  return isOngoing(alert) && !isOpening(alert)
}

export const DELIVERY_STATES = ['pending', 'sending', 'sent', 'dead'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/**
 * How far a message got, lowest first. `sent`: handed to the service, which did not confirm it. `accepted`: the service took
 * it. `visible`: it is in front of people, under an id of the service. `acknowledged`: a person acknowledged it.
 */
const RUNGS = ['sent', 'accepted', 'visible', 'acknowledged'] as const
export type Rung = (typeof RUNGS)[number]

/** The delivery of one alert to one channel. */
export interface Delivery {
  readonly id: number
  readonly alertKey: string
  readonly channel: string
  /** Dedup key of its message, from the first attempt on: the alert's key, or the key of a message with several alerts. */
  readonly message?: string
  readonly state: DeliveryState
  readonly attempts: number
  /** The earliest time of the next attempt, epoch ms. */
  readonly dueAt: number
  readonly sentAt?: number
  /** The route holds it until then, epoch ms. */
  readonly holdUntil?: number
  /** The service refuses it for good since this time (epoch ms); absent once it was taken, and where it was not refused. */
  readonly refusedAt?: number
  /** How far its message got; absent before the first attempt. */
  readonly rung?: Rung
  /** When it got there, epoch ms. */
  readonly reachedAt?: number
  /** The id that the service gave the message. */
  readonly serviceId?: string
  /** Why it is not sent or is dead. If it was sent: the recipients that refused it. */
  readonly lastError?: string
}

/** Whether its route holds a delivery at `now` (epoch ms). */
export function isHeldAt({ state, holdUntil = 0 }: Pick<Delivery, 'state' | 'holdUntil'>, now: number): boolean {
  return state === 'pending' && holdUntil > now
}

/** Why an alert has no delivery: routes leave a reminder out while every channel of its incident holds the opening. */
export function whyUndelivered({ routing }: Pick<Alert, 'routing'>): string {
  return routing === undefined ? 'no channel is configured' : 'its channels hold the alerts of this incident'
}

/** A message of a channel: one alert, or several folded into one. */
export interface MessageRecord {
  readonly channel: string
  /** Dedup key, the same in every attempt. */
  readonly key: string
  /** Dedup keys of its alerts, in the order they were planned. */
  readonly alertKeys: readonly string[]
  /** The incidents (by name) and notices (by key) it is about. */
  readonly streams: readonly string[]
  readonly state: DeliveryState
  readonly rung: Rung
  /** When it got there, epoch ms. Absent while no attempt succeeded. */
  readonly reachedAt?: number
  /** The id that the service gave the message. */
  readonly serviceId?: string
  /** When its first alert was planned, epoch ms. */
  readonly at: number
  /** The last attempt, epoch ms. */
  readonly triedAt: number
  readonly attempts: number
  /** While it waits: the earliest time of the next attempt, epoch ms. */
  readonly dueAt?: number
  /** While its service refuses it for good: since when, epoch ms. */
  readonly refusedAt?: number
  /** Why it is not sent or is dead. If it was sent: the recipients that refused it. */
  readonly lastError?: string
}

/** The alerts that a channel has not delivered; at least one waits or is held. */
export interface ChannelBacklog {
  readonly channel: string
  /** How many alerts wait. */
  readonly waiting: number
  /** When the oldest of them was planned (epoch ms); where only held ones are left, the oldest of those. */
  readonly since: number
  /** What routes hold, which does not count as waiting. Absent where nothing is held. */
  readonly held?: HeldAlerts
  /** The channel is red: its service refuses alerts for good. Absent where it does not. */
  readonly refusal?: ChannelRefusal
  /** Of a channel that is not red: the next attempt (epoch ms) after one that failed, and why it failed. */
  readonly retry?: { readonly at: number; readonly reason: string }
}

interface HeldAlerts {
  readonly count: number
  /** When the first hold ends (epoch ms). */
  readonly until: number
}

export interface ChannelRefusal {
  /** Epoch ms. */
  readonly since: number
  /** What the service answered, and what to do. */
  readonly reason: string
  /** When the channel is tried again (epoch ms); a start of the worker tries it at once. */
  readonly retryAt: number
}

/** Why the dead-man switch is not pinged. */
export interface DeadManFailure {
  /** Epoch ms. */
  readonly since: number
  /** Without the address of the switch. */
  readonly why: string
}
