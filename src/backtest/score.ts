import { defined, MINUTE } from '../core/index.ts'
import type { Outage } from './hindsight.ts'
import type { Replayed, ReplayedIncident } from './player.ts'

/** Detection and false alerts of a rule on a history, measured against its outages. */
export interface Score {
  readonly rule: string
  readonly alerts: number
  readonly incidents: number
  readonly detected: number
  readonly missed: number
  readonly falseAlerts: number
  /** Time from the start of an outage to its first alert, ms; undefined where the rule detected none. */
  readonly medianMs?: number
  readonly p95Ms?: number
}

/** An alert up to this long before or after an outage belongs to it, ms. */
const SLACK_MS = 10 * MINUTE

/** @returns How many outages the rule detected, how fast, and how many of its alerts belong to no outage. */
export function scoreOf(replayed: Replayed, outages: readonly Outage[]): Score {
  const delays: number[] = []
  for (const outage of outages) {
    const first = replayed.alerts.find(
      (alert) => alert.target === outage.target && alert.at >= outage.from && alert.at <= outage.to + SLACK_MS,
    )
    const isOpenBefore = replayed.incidents.some(
      (incident) => isOpenAt(incident, outage.from) && incident.target === outage.target,
    )
    if (first) delays.push(first.at - outage.from)
    else if (isOpenBefore) delays.push(0)
  }
  const falseAlerts = replayed.alerts.filter(
    (alert) =>
      !outages.some(
        (outage) =>
          outage.target === alert.target && alert.at >= outage.from - SLACK_MS && alert.at <= outage.to + SLACK_MS,
      ),
  ).length
  delays.sort((a, b) => a - b)
  const quantile = (q: number) => delays[Math.min(delays.length - 1, Math.floor(q * delays.length))]
  const [medianMs, p95Ms] = [quantile(0.5), quantile(0.95)]
  return {
    rule: replayed.rule,
    alerts: replayed.alerts.length,
    incidents: replayed.incidents.length,
    detected: delays.length,
    missed: outages.length - delays.length,
    falseAlerts,
    ...defined({ medianMs, p95Ms }),
  }
}

function isOpenAt(incident: ReplayedIncident, at: number): boolean {
  return incident.openedAt <= at && (incident.resolvedAt === undefined || incident.resolvedAt > at)
}

/** Incidents that only one of two policies opens, and those that both open at different times (epoch ms). */
interface PolicyDifference {
  readonly removed: Replayed['incidents']
  readonly added: Replayed['incidents']
  readonly moved: readonly { readonly before: number; readonly after: number; readonly surfaces: readonly string[] }[]
}

/** Compares two policies on the same history. Two incidents on a target are the same where they overlap. */
export function differenceOf(before: Replayed, after: Replayed): PolicyDifference {
  const partner = (incident: ReplayedIncident, others: Replayed['incidents']) =>
    others.find((other) => other.target === incident.target && overlap(incident, other))
  const moved = before.incidents.flatMap((incident) => {
    const other = partner(incident, after.incidents)
    return other && other.openedAt !== incident.openedAt
      ? [{ before: incident.openedAt, after: other.openedAt, surfaces: other.surfaces }]
      : []
  })
  return {
    removed: before.incidents.filter((incident) => !partner(incident, after.incidents)),
    added: after.incidents.filter((incident) => !partner(incident, before.incidents)),
    moved,
  }
}

function overlap(a: ReplayedIncident, b: ReplayedIncident): boolean {
  const end = ({ resolvedAt }: ReplayedIncident) => resolvedAt ?? Number.POSITIVE_INFINITY
  return a.openedAt <= end(b) && b.openedAt <= end(a)
}
