import { MINUTE } from '../core/index.ts'
import type { Outage } from './hindsight.ts'
import type { Replayed } from './player.ts'

/** How well a rule did on a history with known outages. */
export interface Score {
  readonly rule: string
  readonly alerts: number
  readonly incidents: number
  readonly detected: number
  readonly missed: number
  readonly falseAlerts: number
  /** From the beginning of an outage to its first alert, ms; undefined where none was found. */
  readonly medianMs?: number
  readonly p95Ms?: number
}

/** An alert this long before or after an outage still belongs to it, ms. */
const SLACK_MS = 10 * MINUTE

/** Holds the alerts of a rule against outages: which were found, how soon, and which alerts belong to none. */
export function scoreOf(replayed: Replayed, outages: readonly Outage[]): Score {
  const delays: number[] = []
  for (const outage of outages) {
    const first = replayed.alerts.find(
      (alert) => alert.target === outage.target && alert.at >= outage.from && alert.at <= outage.to + SLACK_MS,
    )
    const already = replayed.incidents.some(
      (incident) => isOpenAt(incident, outage.from) && incident.target === outage.target,
    )
    if (first) delays.push(first.at - outage.from)
    else if (already) delays.push(0)
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
    ...(medianMs === undefined ? {} : { medianMs }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
  }
}

function isOpenAt(incident: Replayed['incidents'][number], at: number): boolean {
  return incident.openedAt <= at && (incident.resolvedAt === undefined || incident.resolvedAt > at)
}

/** What a change of policy would change: incidents only the one or only the other has, and how much sooner or later. */
export interface PolicyDifference {
  readonly gone: Replayed['incidents']
  readonly added: Replayed['incidents']
  readonly moved: readonly { readonly before: number; readonly after: number; readonly surfaces: readonly string[] }[]
}

/** Compares what two policies made of the same history. Incidents are the same where they overlap on a target. */
export function differenceOf(before: Replayed, after: Replayed): PolicyDifference {
  const partner = (one: Replayed['incidents'][number], others: Replayed['incidents']) =>
    others.find((other) => other.target === one.target && overlap(one, other))
  const moved = before.incidents.flatMap((one) => {
    const other = partner(one, after.incidents)
    return other && other.openedAt !== one.openedAt
      ? [{ before: one.openedAt, after: other.openedAt, surfaces: other.surfaces }]
      : []
  })
  return {
    gone: before.incidents.filter((one) => !partner(one, after.incidents)),
    added: after.incidents.filter((one) => !partner(one, before.incidents)),
    moved,
  }
}

function overlap(a: Replayed['incidents'][number], b: Replayed['incidents'][number]): boolean {
  const end = (one: Replayed['incidents'][number]) => one.resolvedAt ?? Number.POSITIVE_INFINITY
  return a.openedAt <= end(b) && b.openedAt <= end(a)
}
